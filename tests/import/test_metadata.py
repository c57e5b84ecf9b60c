"""A document of metadata beside the source: found, kept with the collection, left aside or refused, in both kinds of store."""
import unittest
import zipfile

from support import Case, PostgresCase, needs_postgres

TABLE = 'code,lon,lat\n01001,2,48\n2A004,8.7,41.9\n'


def iso(title, encoding='UTF-8'):
    def text(name, value):
        return f'<gmd:{name}><gco:CharacterString>{value}</gco:CharacterString></gmd:{name}>'
    return (f'<?xml version="1.0" encoding="{encoding}"?>\n'
            '<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">'
            + text('fileIdentifier', 'abc') + '<gmd:language><gmd:LanguageCode codeList="" codeListValue="fre"/></gmd:language>'
            '<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>' + text('title', title)
            + '<gmd:date/></gmd:CI_Citation></gmd:citation>' + text('abstract', 'Relevés de terrain.')
            + '</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>').encode(encoding)


class Beside(Case):
    """What holds for both kinds of store; here in a GeoPackage."""

    def kept(self, table='t'):
        if not self.ask("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_metadata'"):
            return []
        return [text for text, in self.ask('SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id '
                                           "WHERE reference_scope = 'table' AND table_name = ?", table)]

    def title(self, table='t'):
        return self.one('SELECT identifier FROM gpkg_contents WHERE table_name = ?', table)

    def test_each_name(self):
        for name in ('t.csv.xml', 't.xml', 't_metadata.xml', 't.metadata.xml'):
            with self.subTest(name):
                folder = name.replace('.', '-')
                source = self.write(f'{folder}/t.csv', TABLE)
                self.write(f'{folder}/{name}', iso('Trait de côte'))
                report = self.load(source, '--replace')
                self.assertIn(f"the metadata in '{name}' is kept with the collection", report['notes'])
                self.assertEqual(self.title(), 'Trait de côte')
                self.assertEqual([t.count('Trait de côte') for t in self.kept()], [1])

    def test_one_that_is_named(self):
        source = self.write('t.csv', TABLE)
        other = self.write('elsewhere/about.xml', iso('Ailleurs'))
        self.load(source, '--metadata', other)
        self.assertEqual(self.title(), 'Ailleurs')

    def test_own_texts_come_first(self):
        self.write('t.xml', iso('Trait de côte'))
        self.load(self.write('t.csv', TABLE), '--title', 'Le mien', '--lang', 'fr')
        self.assertEqual(self.title(), 'Le mien')
        self.assertEqual(len(self.kept()), 1)

    def test_none_is_wanted(self):
        self.write('t.xml', iso('Trait de côte'))
        report = self.load(self.write('t.csv', TABLE), '--no-metadata')
        self.assertEqual((self.kept(), report['notes']), ([], []))
        self.assertEqual(self.vigie(self.path('t.csv'), '--metadata', 'x.xml', '--no-metadata').returncode, 2)

    def test_appending_and_replacing(self):
        source = self.write('t.csv', TABLE)
        self.write('t.xml', iso('Première'))
        self.load(source)
        more = self.write('more/more.csv', 'code,lon,lat\n2B033,9.4,42.7\n')
        self.load(more, '--append', '--collection', 't')
        self.assertIn('Première', self.kept()[0])
        self.write('more/more.xml', iso('Deuxième'))
        self.load(more, '--append', '--collection', 't')
        self.assertEqual([('Première' in t, 'Deuxième' in t) for t in self.kept()], [(False, True)])
        self.load(source, '--replace', '--no-metadata')
        self.assertEqual(self.kept(), [])

    def test_in_an_archive(self):
        with zipfile.ZipFile(self.path('a.zip'), 'w') as z:
            z.writestr('données/t.csv', TABLE)
            z.writestr('données/t.xml', iso('Archivé'))
        self.load(self.path('a.zip'))
        self.assertIn('Archivé', self.kept()[0])

    def test_texts_are_utf8_whatever_the_file_was_in(self):
        self.write('t.xml', iso('Été à Sète', 'ISO-8859-1'))
        self.load(self.write('t.csv', TABLE))
        self.assertIn('Été à Sète', self.kept()[0])
        self.assertNotIn('8859', self.kept()[0])

    def test_others_are_left_aside(self):
        source = self.write('t.csv', TABLE)
        for content, why in (('<metadata><Esri/></metadata>', 'metadata'), ('<gmd:MD_Metadata', ''), ('', ''),
                             ('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', '')):
            with self.subTest(content):
                self.write('t.csv.xml', content)
                report = self.load(source, '--replace')
                self.assertRegex(report['notes'][0], f"^the metadata in 't.csv.xml' is left aside: .*{why}")
                self.assertEqual(self.kept(), [])

    def test_a_named_one_must_do(self):
        source = self.write('t.csv', TABLE)
        self.assertEqual(self.refused(1, source, '--metadata', self.path('none.xml')), f"there is no file '{self.path('none.xml')}'")
        bad = self.write('bad.xml', '<metadata/>')
        self.assertRegex(self.refused(1, source, '--metadata', bad), r"^the metadata in 'bad.xml' cannot be used: ")
        self.assertRegex(self.refused(1, source, '--metadata', bad, '--lang', 'fr'), r"^les métadonnées de 'bad.xml' sont inutilisables : ")
        self.assertNothingWritten()

    def assertNothingWritten(self):
        self.assertEqual(self.ask("SELECT count(*) FROM gpkg_contents WHERE table_name = 't'") if self.has_store() else [(0,)], [(0,)])

    def has_store(self):
        import os
        return os.path.exists(self.store)


class InGeoPackage(Case):
    def test_the_file_is_as_the_standard_has_it(self):
        self.write('t.xml', iso('Trait de côte'))
        self.load(self.write('t.csv', TABLE))
        self.assertEqual(self.ask("SELECT table_name, scope FROM gpkg_extensions WHERE extension_name = 'gpkg_metadata' ORDER BY 1"),
                         [('gpkg_metadata', 'read-write'), ('gpkg_metadata_reference', 'read-write')])
        self.assertEqual(self.ask('SELECT md_scope, md_standard_uri, mime_type FROM gpkg_metadata'),
                         [('dataset', 'http://www.isotc211.org/2005/gmd', 'text/xml')])
        self.assertEqual(self.ask('PRAGMA foreign_key_check'), [])


@needs_postgres
class InPostgres(PostgresCase, Beside):
    """The same in PostgreSQL; the titles are comments."""

    def kept(self, table='t'):
        if self.rows("SELECT to_regclass('vigie.metadata')") == [['']]:
            return []
        return [t for t, in self.rows(f"SELECT translate(document, E'\\n', ' ') FROM vigie.metadata WHERE schema_name = '{self.schema}' AND table_name = '{table}'")]

    def title(self, table='t'):
        return self.rows(f"SELECT split_part(obj_description('{self.schema}.{table}'::regclass), E'\\n', 1)")[0][0]

    def assertNothingWritten(self):
        self.assertEqual(self.rows(f"SELECT count(*) FROM pg_tables WHERE schemaname = '{self.schema}'"), [['0']])


if __name__ == '__main__':
    unittest.main()
