"""A collection's record is completed by a document beside the data, and keeps its date where nothing has changed."""
import json
import os
import re
import unittest
import xml.etree.ElementTree as ET

import support

GMD = '{http://www.isotc211.org/2005/gmd}'
CATALOGUED = '/collections/catalogue/items/places?f=iso19139'


def text(name, value):
    return f'<gmd:{name}><gco:CharacterString>{value}</gco:CharacterString></gmd:{name}>'


def words(*list_, thesaurus=''):
    return ('<gmd:descriptiveKeywords><gmd:MD_Keywords>' + ''.join(text('keyword', w) for w in list_)
            + (f'<gmd:thesaurusName><gmd:CI_Citation>{text("title", thesaurus)}<gmd:date/></gmd:CI_Citation></gmd:thesaurusName>'
               if thesaurus else '') + '</gmd:MD_Keywords></gmd:descriptiveKeywords>')


def party(name, role, tag):
    return (f'<gmd:{tag}><gmd:CI_ResponsibleParty>{text("organisationName", name)}'
            f'<gmd:role><gmd:CI_RoleCode codeList="" codeListValue="{role}"/></gmd:role></gmd:CI_ResponsibleParty></gmd:{tag}>')


DOCUMENT = ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">'
            + text('fileIdentifier', 'an-older-one') + '<gmd:language><gmd:LanguageCode codeList="" codeListValue="fre"/></gmd:language>'
            '<gmd:hierarchyLevel><gmd:MD_ScopeCode codeList="" codeListValue="series"/></gmd:hierarchyLevel>'
            + party('Observatoire', 'pointOfContact', 'contact') +
            '<gmd:dateStamp><gco:Date>2020-01-01</gco:Date></gmd:dateStamp>'
            '<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>' + text('title', 'Lieux relevés')
            + '<gmd:date><gmd:CI_Date><gmd:date><gco:Date>2015-06-01</gco:Date></gmd:date><gmd:dateType><gmd:CI_DateTypeCode codeList="" '
              'codeListValue="publication"/></gmd:dateType></gmd:CI_Date></gmd:date></gmd:CI_Citation></gmd:citation>'
            + text('abstract', 'Relevés de terrain.') + party('Cerema', 'owner', 'pointOfContact')
            + words('relief', thesaurus='GEMET') + words('terrain')
            + '<gmd:resourceConstraints><gmd:MD_LegalConstraints><gmd:useConstraints><gmd:MD_RestrictionCode codeList="" '
              'codeListValue="otherRestrictions"/></gmd:useConstraints>' + text('otherConstraints', 'Licence Ouverte 1.0')
            + '</gmd:MD_LegalConstraints></gmd:resourceConstraints>'
            '<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>'
            + ''.join(f'<gmd:{n}><gco:Decimal>{v}</gco:Decimal></gmd:{n}>' for n, v in (
                ('westBoundLongitude', 100), ('eastBoundLongitude', 101), ('southBoundLatitude', 80), ('northBoundLatitude', 81)))
            + '</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>'
            '</gmd:MD_DataIdentification></gmd:identificationInfo>'
            '<gmd:dataQualityInfo><gmd:DQ_DataQuality><gmd:lineage><gmd:LI_Lineage>' + text('statement', 'Levé au GPS.')
            + '</gmd:LI_Lineage></gmd:lineage></gmd:DQ_DataQuality></gmd:dataQualityInfo></gmd:MD_Metadata>')


class Completed(support.Case):
    """From a GeoPackage, as the configuration names the document."""

    def store(self):
        return self.gpkg()

    def served(self, more=''):
        self.write('about.xml', DOCUMENT)
        config = self.write('vigie.yaml', f'collections:\n  places:\n    metadata: about.xml\n{more}')
        return self.serve(self.store(), '--config', config)

    def record(self, server):
        status, _, body = self.ask(server, CATALOGUED)
        self.assertEqual(status, 200)
        return ET.fromstring(body)

    def texts(self, record, name):
        return [(''.join(e.itertext())).strip() for e in record.iter(GMD + name)]

    def test_what_the_document_says(self):
        server = self.served()
        collection = json.loads(self.ask(server, '/collections/places')[2])
        self.assertEqual((collection['title'], collection['description']), ('Lieux relevés', 'Relevés de terrain.'))
        self.assertEqual(collection['keywords'], ['relief', 'terrain'])
        record = self.record(server)
        self.assertEqual(self.texts(record, 'fileIdentifier'), ['places'])
        self.assertEqual([e.get('codeListValue') for e in record.iter(GMD + 'MD_ScopeCode')][0], 'series')
        self.assertEqual(self.texts(record, 'title')[0], 'Lieux relevés')
        self.assertIn('2015-06-01', ''.join(self.texts(record, 'citation')))
        self.assertEqual(self.texts(record, 'organisationName')[:2], ['Observatoire', 'Cerema'])
        self.assertEqual(self.texts(record, 'keyword'), ['relief', 'terrain'])
        self.assertIn('GEMET', self.texts(record, 'title'))
        self.assertEqual(self.texts(record, 'otherConstraints'), ['Licence Ouverte 1.0'])
        self.assertEqual(self.texts(record, 'statement'), ['Levé au GPS.'])
        # What the data tells itself is not taken from what may be old.
        self.assertNotEqual(self.texts(record, 'westBoundLongitude'), ['100'])
        self.assertEqual(len(self.texts(record, 'westBoundLongitude')), 1)
        self.assertGreater(self.texts(record, 'dateStamp')[0], '2026')
        self.assertTrue(any(url.endswith('/collections/places/items') for url in self.texts(record, 'URL')))

    def test_the_configuration_comes_first(self):
        server = self.served('    title: {fr: Nos lieux, en: Our places}\n    keywords: [lieu, terrain]\n'
                             '    contact: {organization: Région, email: a@example.org}\n'
                             '    license: {url: https://example.org/l, title: La nôtre}\n')
        record = self.record(server)
        self.assertIn(self.texts(record, 'title')[0], ('Nos lieux', 'Our places'))
        self.assertEqual(self.texts(record, 'abstract'), ['Relevés de terrain.'])
        self.assertEqual(self.texts(record, 'keyword'), ['relief', 'terrain', 'lieu'])
        self.assertEqual(self.texts(record, 'organisationName'), ['Observatoire', 'Région'])
        self.assertEqual(self.texts(record, 'otherConstraints'), ['La nôtre'])

    def test_a_fault_is_one_of_the_configuration(self):
        store = self.store()
        for name, content, why in (('none.xml', None, 'none.xml'), ('bad.xml', '<x/>', "'x' is no metadata record")):
            with self.subTest(name):
                if content:
                    self.write(name, content)
                config = self.write('bad.yaml', f'collections:\n  places:\n    metadata: {name}\n')
                done = self.run_program('check', store, '--config', config)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertRegex(done.stderr, rf"'collections\.places\.metadata' names the file '{name}': .*{why}")


@unittest.skipUnless(support.POSTGRES, 'no PostgreSQL (VIGIE_TEST_PG)')
class CompletedInPostgres(Completed):
    def store(self):
        return self.database(f'vigie_metadata_{os.getpid()}', support.points('places', 20))


class Stamps(support.Case):
    """A store without tables of ours: its records are made at each start, and say so only where something has changed."""

    def stamp(self, server):
        return re.search(rb'<gmd:dateStamp>.*?>([^<]+)<', self.ask(server, CATALOGUED)[2]).group(1).decode()

    def test_a_start_is_no_change(self):
        path = self.gpkg()
        os.utime(path, (1700000000, 1700000000))
        stamps = []
        for _ in range(2):
            server = self.serve(path)
            stamps.append(self.stamp(server))
            self.ended_well(server)
        self.assertEqual(stamps, ['2023-11-14T22:13:20Z'] * 2)

    def test_a_newer_configuration_is_one(self):
        path = self.gpkg()
        os.utime(path, (1700000000, 1700000000))
        config = self.write('vigie.yaml', 'collections:\n  places: {title: Lieux}\n')
        os.utime(config, (1710000000, 1710000000))
        server = self.serve(path, '--config', config)
        self.assertEqual(self.stamp(server), '2024-03-09T16:00:00Z')


if __name__ == '__main__':
    unittest.main()
