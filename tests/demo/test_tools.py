"""What the scripts of tools/ do where a folder or a machine is not as their maker's."""
import os
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Tools(unittest.TestCase):
    def test_a_folder_with_a_space_is_one_thing_a_build_depends_on(self):
        with tempfile.TemporaryDirectory(prefix='données à moi ') as folder:
            out, depends = os.path.join(folder, 'places.txt'), os.path.join(folder, 'places.d')
            subprocess.run([os.path.join(ROOT, 'tools', 'territories'), os.path.join(folder, 'not there'), out, depends],
                           check=True, stdout=subprocess.DEVNULL)
            with open(depends, encoding='utf-8') as f:
                told = f.read()
            self.assertTrue(told.endswith(': ' + folder.replace(' ', '\\ ') + '\n'), told)

    def test_who_may_not_install_packages_is_told_what_root_shall_do(self):
        """A PATH without sudo, and with a dpkg-query that knows of no package."""
        with tempfile.TemporaryDirectory(prefix='vigie-tools-') as folder:
            for name in ('bash', 'basename', 'comm', 'grep', 'sed', 'sort'):
                os.symlink(subprocess.check_output(['which', name], text=True).strip(), os.path.join(folder, name))
            for name, says in (('dpkg-query', ''), ('id', '1000')):
                path = os.path.join(folder, name)
                with open(path, 'w', encoding='utf-8') as f:
                    f.write(f'#!{folder}/bash\necho {says}\n')
                os.chmod(path, 0o755)
            asked = subprocess.run([os.path.join(folder, 'bash'), '-c', '. tools/lib.sh; need build'], cwd=ROOT,
                                   env={'PATH': folder}, capture_output=True, text=True)
        self.assertEqual(asked.returncode, 1)
        self.assertEqual(asked.stdout, '')
        self.assertIn('needs sudo or root', asked.stderr)
        self.assertRegex(asked.stderr, r'apt-get install --no-install-recommends .*\blibgdal-dev\b')


if __name__ == '__main__':
    unittest.main()
