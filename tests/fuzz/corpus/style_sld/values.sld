<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
  <NamedLayer><Name>many</Name><UserStyle><Title>Even or odd</Title><FeatureTypeStyle>
    <Rule><Title>even numbers</Title>
      <ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>kind</ogc:PropertyName><ogc:Literal>even</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
      <PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName><Fill><CssParameter name="fill">#aa0000</CssParameter></Fill></Mark><Size>8</Size></Graphic></PointSymbolizer>
    </Rule>
    <Rule><Title>the others</Title><ElseFilter/>
      <PointSymbolizer><Graphic><Mark><WellKnownName>circle</WellKnownName><Fill><CssParameter name="fill">#00aa00</CssParameter></Fill></Mark><Size>8</Size></Graphic></PointSymbolizer>
    </Rule>
  </FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>
