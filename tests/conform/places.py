"""Positions, boxes, and reference systems that the walkers can compute themselves.

Only from degrees to a system: an answer in another system is compared with the default answer brought there.
"""
import math

CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
CRS84H = 'http://www.opengis.net/def/crs/OGC/0/CRS84h'
EPSG = 'http://www.opengis.net/def/crs/EPSG/0/'


def mercator(lon, lat):
    r = 6378137.0
    return r * math.radians(lon), r * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def lambert93(lon, lat):
    """IGN's formulas; GRS80 and WGS 84 differ by less than a millimetre here."""
    e, n, c, x_s, y_s = 0.08181919104281579, 0.7256077650, 11754255.426, 700000.0, 12655612.050
    phi = math.radians(lat)
    iso = math.log(math.tan(math.pi / 4 + phi / 2) * ((1 - e * math.sin(phi)) / (1 + e * math.sin(phi))) ** (e / 2))
    r, theta = c * math.exp(-n * iso), n * math.radians(lon - 3)
    return x_s + r * math.sin(theta), y_s - r * math.cos(theta)


def utm(zone, south):
    """Krüger's series to the third order: millimetres inside a zone."""
    a, f, k0 = 6378137.0, 1 / 298.257223563, 0.9996
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n ** 2 / 4 + n ** 4 / 64)
    alpha = (n / 2 - 2 * n ** 2 / 3 + 5 * n ** 3 / 16, 13 * n ** 2 / 48 - 3 * n ** 3 / 5, 61 * n ** 3 / 240)
    s = 2 * math.sqrt(n) / (1 + n)

    def project(lon, lat):
        phi, lam = math.radians(lat), math.radians(lon - (6 * zone - 183))
        t = math.sinh(math.atanh(math.sin(phi)) - s * math.atanh(s * math.sin(phi)))
        xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.hypot(1, t))
        x = eta + sum(c * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, c in enumerate(alpha, 1))
        y = xi + sum(c * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, c in enumerate(alpha, 1))
        return 500000 + k0 * radius * x, (10000000 if south else 0) + k0 * radius * y

    return project


def lat_first(crs):
    return crs in (EPSG + '4326', EPSG + '4979', EPSG + '4258', EPSG + '4171')


def projection(crs):
    """(function from lon, lat to the system's own axes, tolerance), or None where we cannot compute it."""
    if crs in (CRS84, CRS84H):
        return (lambda lon, lat: (lon, lat)), 1e-7
    if not crs.startswith(EPSG):
        return None
    code = crs[len(EPSG):]
    if lat_first(crs):
        return (lambda lon, lat: (lat, lon)), 1e-7
    if code == '3857':
        return mercator, 0.05
    if code == '2154':
        return lambert93, 0.05
    if code[:3] in ('326', '327') and code[3:].isdigit() and 1 <= int(code[3:]) <= 60:
        return utm(int(code[3:]), code[2] == '7'), 0.05
    return None


def positions(geometry):
    """All positions of a GeoJSON geometry, in order."""
    if geometry is None:
        return
    if geometry['type'] == 'GeometryCollection':
        for part in geometry['geometries']:
            yield from positions(part)
        return
    stack = [geometry['coordinates']]
    while stack:
        item = stack.pop()
        if item and isinstance(item[0], (int, float)):
            yield item
        else:
            stack.extend(reversed(item))


def box_of(geometry):
    """(west, south, east, north) or None; one that spans more than half the world may as well cross 180."""
    points = list(positions(geometry))
    if not points:
        return None
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def inside(point, box, margin=0.0):
    return box[0] - margin <= point[0] <= box[2] + margin and box[1] - margin <= point[1] <= box[3] + margin


def boxes_meet(a, b, margin=1e-6):
    """180 east and 180 west are one meridian."""
    if not (a[1] <= b[3] + margin and b[1] <= a[3] + margin):
        return False
    return any(a[0] + turn <= b[2] + margin and b[0] <= a[2] + turn + margin for turn in (0, 360, -360))


def near(a, b, tolerance):
    """Are two geometries the same but for rounding?"""
    pa, pb = list(positions(a)), list(positions(b))
    return len(pa) == len(pb) and all(abs(x - y) <= tolerance for p, q in zip(pa, pb) for x, y in zip(p[:2], q[:2]))
