"""Building: in one step, or not at all; never a traceback."""

from __future__ import annotations

import ast
import ctypes
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from resource_guide.guide import check_guide
from resource_guide.problems import GuideError
from resource_guide.swap import building_folder, swap

from .conftest import ROOT, SITE_URL, call_guide, copy_guide, copy_second, files_of, run_guide, without_sheets

Edit = Callable[[str, str, str], None]


def leftovers(root: Path) -> list[str]:
    return [path.name for path in root.iterdir() if path.name.startswith(".site")]


def test_the_summary_counts_what_was_made(built: tuple[Path, str]) -> None:
    root, told = built

    assert "en: 117 town pages, 33 county pages, 7 need pages, 35 guide pages" in told
    assert "es: 117 town pages, 33 county pages, 7 need pages, 35 guide pages" in told
    assert "listings: 0 confirmed, 0 call-first, 82 not-confirmed" in told
    assert f"s: {root / 'site'}" in told
    assert leftovers(root) == []


def test_mkdocs_makes_the_same_site(project: Path, site: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(command, cwd=project, check=True, capture_output=True, env={"PATH": "", "SITE_URL": SITE_URL})

    assert files_of(project / "site") == files_of(site)


def test_the_plugin_of_languages_is_missed(project: Path) -> None:
    text = (project / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(text[: text.index("plugins:")] + text[text.index("markdown_extensions:") :], encoding="utf-8")
    config = load_config(str(project / "mkdocs.yml"))

    with pytest.raises(PluginError, match=r"mkdocs\.yml has no plugin 'i18n', which makes a page of each language; put it back below 'plugins:'"):
        config.plugins.on_config(config)


IN_DATA = [
    ("data/programs/taos.yml", "- number: 575-737-5533", "- number: 575-737-55", "data/programs/taos.yml:11: phones.0.number: "),
    ("data/programs/albuquerque.yml", "  level: iop", "\tlevel: iop", "the line begins with a tab; indent with spaces"),
]
IN_PAGES = [
    ("docs/insurance.md", "{{ phone:hca }}", "{{ phone:hcaa }}", "there is no phone 'hcaa'; did you mean 'hca'?"),
    ("docs/insurance.es.md", "(checklists.md#insurer)", "(cheklists.md#insurer)", "the link 'cheklists.md#insurer' leads to no page; did you mean 'checklists'?"),
]
"""File, sound text, faulty text, and what is said of it. Pages are not looked at while data cannot be read."""


@pytest.mark.parametrize("faults", [IN_DATA, IN_PAGES], ids=["data", "pages"])
def test_a_fault_stops_the_build_and_keeps_the_old_site(project: Path, edit: Edit, faults: list[tuple[str, str, str, str]]) -> None:
    (project / "site").mkdir()
    (project / "site/index.html").write_text("the last good site", encoding="utf-8")
    for file, old, new, _ in faults:
        edit(file, old, new)

    check = run_guide(project, "check")
    build = run_guide(project, "build")

    assert check.returncode == build.returncode == 1
    for file, _, _, message in faults:
        for told in (check.stdout, build.stderr):
            assert any(line.startswith(f"{file}:") and message in line for line in told.splitlines()), (file, told)
    assert "Traceback" not in build.stderr + check.stderr
    assert files_of(project / "site") == {"index.html": b"the last good site"}
    assert leftovers(project) == []


@pytest.mark.parametrize(("file", "old", "new", "message"), [*IN_DATA, *IN_PAGES])
def test_each_fault_alone_would_stop_it(project: Path, edit: Edit, file: str, old: str, new: str, message: str) -> None:
    edit(file, old, new)

    with pytest.raises(GuideError, match=re.escape(message)):
        check_guide(project).publishable()


def test_every_fault_is_listed_in_one_run(project: Path, edit: Edit) -> None:
    edit("data/programs/taos.yml", "level: iop", "level: iopp")
    edit("data/helplines.yml", "phone: 1-855-662-7474", "phone: 1-855-662-747")
    edit("docs/faq.md", "---", "--")

    result = call_guide(project, "check")

    assert {line.split(":")[0] for line in result.stdout.splitlines()} >= {"data/programs/taos.yml", "data/helplines.yml", "docs/faq.md"}


@pytest.mark.parametrize("key", ["skip", "breadcrumb"])
def test_words_that_no_language_has_are_named(tmp_path: Path, key: str) -> None:
    """Those of each page, which MkDocs builds first, and those of pages that processes of their own write."""
    root = without_sheets(copy_second(tmp_path / "guide"))
    for path in (root / "data/wording").glob("*.yml"):
        path.write_text(re.sub(rf"(?m)^{key}: ", "# ", path.read_text(encoding="utf-8")), encoding="utf-8")
    build = run_guide(root, "build")

    assert build.returncode == 1
    assert [line for line in build.stderr.splitlines() if line.startswith("data/")] == [f"data/wording/en.yml:1: {key}: a page or a command needs these words, and no language has them; add '{key}: …', here and for each other language"]
    assert "Traceback" not in build.stderr
    assert leftovers(root) == [] and not (root / "site").exists()


@pytest.fixture(scope="module")
def lagging(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide with a page that is not in Spanish and one that is not in English, built."""
    root = without_sheets(copy_guide(tmp_path_factory.mktemp("lagging") / "guide"))
    (root / "docs/succeeding.es.md").unlink()
    (root / "docs/advantages.md").unlink()
    result = run_guide(root, "build")
    assert result.returncode == 0, result.stderr
    return root


def test_a_missing_translation_falls_back_with_a_notice(lagging: Path) -> None:
    plain, strict = call_guide(lagging, "check"), call_guide(lagging, "check", "--strict")
    assert plain.returncode == 0 and strict.returncode == 1
    assert "docs/succeeding.md:1: warning: the page has no 'es' version; readers see this one with a notice; write docs/succeeding.es.md" in plain.stdout

    html = (lagging / "site/es/succeeding.html").read_text(encoding="utf-8")
    assert '<html lang="es"' in html and "Esta página todavía no está en español" in html and 'lang="en"' in html

    assert run_guide(lagging, "build", "--strict").returncode == 1
    assert (lagging / "site/es/succeeding.html").read_text(encoding="utf-8") == html, "the strict build left the last good site"


def test_english_may_be_the_one_that_lags(lagging: Path) -> None:
    html = (lagging / "site/advantages.html").read_text(encoding="utf-8")
    assert "This page is not in English yet" in html and 'lang="es"' in html
    assert 'href="es/advantages.html"' in html


def test_a_language_of_mkdocs_must_be_one_of_the_guide(project: Path, edit: Edit) -> None:
    edit("mkdocs.yml", "        - {locale: es, name: Español}\n", "")

    result = run_guide(project, "build")

    assert result.returncode == 1
    assert "mkdocs.yml builds the languages ['en'], data/guide.yml has ['en', 'es']" in result.stderr


def test_a_folder_without_a_guide(tmp_path: Path) -> None:
    result = run_guide(tmp_path, "check")

    assert result.returncode == 2
    assert "no data/guide.yml" in result.stderr


@pytest.fixture(params=["one step", "two steps"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A system that exchanges folders in one step, and one whose C library cannot."""
    if request.param == "two steps":
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    return str(request.param)


@pytest.mark.usefixtures("system")
def test_swap_takes_the_old_place(tmp_path: Path) -> None:
    for round_ in ("first", "second"):
        new = tmp_path / "new"
        new.mkdir()
        (new / round_).touch()
        swap(new, tmp_path / "site")

    assert [path.name for path in (tmp_path / "site").iterdir()] == ["second"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.usefixtures("system")
def test_a_swap_that_fails_leaves_the_old_site(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("the last good site", encoding="utf-8")

    with pytest.raises(FileNotFoundError):
        swap(tmp_path / "gone", tmp_path / "site")

    assert files_of(tmp_path) == {"site/index.html": b"the last good site"}


def test_what_a_killed_build_left_is_removed(tmp_path: Path) -> None:
    script = "import sys, pathlib; from resource_guide.swap import building_folder; print(building_folder(pathlib.Path(sys.argv[1])), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "site")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        folder = Path(other.stdout.readline().strip())
        assert building_folder(tmp_path / "site") != folder
        assert folder.is_dir(), "the other build is at work in it"
        other.kill()

    own = building_folder(tmp_path / "site")

    assert not folder.exists()
    assert own.is_dir()


def test_the_package_does_not_know_mkdocs() -> None:
    for path in (ROOT / "hooks/resource_guide").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []

            assert not any(name.split(".")[0] in ("mkdocs", "material", "mkdocs_static_i18n") for name in names), path


PACKAGE = ROOT / "hooks/resource_guide"
PACKAGES = sorted(path.parent for path in PACKAGE.rglob("__init__.py"))


def modules_of(package: Path) -> set[str]:
    """The modules of a package, and the packages in it."""
    return {path.stem for path in package.glob("*.py")} - {"__init__"} | {path.parent.name for path in package.glob("*/__init__.py")}


def uses(package: Path, name: str) -> set[str]:
    """What a module uses of its own package; for a package inside it, what any of its modules does."""
    files, level = (sorted((package / name).glob("*.py")), 2) if (package / name).is_dir() else ([package / f"{name}.py"], 1)
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {node.module.split(".")[0] for node in nodes if node.level == level and node.module}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_modules_import_one_way(package: Path) -> None:
    """In the order that the package's docstring gives, each uses only those before it."""
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    order = re.findall(r"\w+", text.partition("in this order:")[2])
    assert set(order) == modules_of(package)
    for name in order:
        assert all(order.index(module) < order.index(name) for module in uses(package, name)), name


def test_a_guide_builds_without_the_shared_material(project: Path) -> None:
    """Nothing outside the project is read: a copy elsewhere builds."""
    assert not (project.parent / "shared").exists()
    shutil.rmtree(project / "hooks/resource_guide/__pycache__", ignore_errors=True)

    assert run_guide(project, "check").returncode == 0
