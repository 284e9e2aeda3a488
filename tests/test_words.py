"""The guide's own words: none that hurt, none misspelled, and what they say of the listings is so."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from resource_guide.guide import check_guide
from resource_guide.model import Assured, Guide
from resource_guide.placeholders import fill
from resource_guide.plurals import base_of
from resource_guide.wording import Speaker

from .conftest import ROOT, call_guide
from .words import spelling

Edit = Callable[[str, str, str], None]


def test_words_that_hurt_are_named_with_the_better_one(project: Path, edit: Edit) -> None:
    edit("docs/telehealth.md", "## ", "Many addicts got Clean, said an ADDICT, an addıct.\nThe addiction of a former addict.\n\n## ")
    edit("docs/telehealth.es.md", "## ", "Una drogadicta, o dos adictos.\n\n## ")
    edit("docs/rights.md", "description: ", "description: For abusers. ")
    edit("data/wording/es.yml", "\nskip: ", "\nskip: Abuso de sustancias, ")
    edit("data/programs/silver-city.yml", "  note: 'No IOP", "  note: 'Offers MAT. Ofrece TAM. No IOP")
    edit("docs/rights.es.md", "## ", "El Palmer Drug Abuse Program, el National Institute on Drug Abuse y Alcohólicos Anónimos. A yoga mat. No diga _adicto_{ .avoid }.\n\n## ")

    result = call_guide(project, "check")

    told = [line for line in result.stdout.splitlines() if "asking for help" in line]
    assert [(line.split(":")[0], line.split("'")[1]) for line in told] == [
        ("data/programs/silver-city.yml", "MAT"),
        ("data/programs/silver-city.yml", "TAM"),
        ("data/wording/es.yml", "Abuso de sustancias"),
        ("docs/rights.md", "abusers"),
        ("docs/telehealth.es.md", "adictos"),
        ("docs/telehealth.es.md", "drogadicta"),
        ("docs/telehealth.md", "ADDICT"),
        ("docs/telehealth.md", "addicts"),
        ("docs/telehealth.md", "addıct"),
        ("docs/telehealth.md", "got Clean"),
        ("docs/telehealth.md", "addict"),
    ]
    line = next(number for number, text in enumerate((project / "docs/telehealth.md").read_text(encoding="utf-8").splitlines(), 1) if "got Clean" in text)
    assert f"docs/telehealth.md:{line}: warning: 'addicts' can keep people from asking for help; write instead: person with a substance use disorder" in told
    assert result.returncode == 0 and call_guide(project, "check", "--strict").returncode == 1


def test_a_list_of_words_with_faults_is_told_of(project: Path, edit: Edit) -> None:
    edit("data/stigma.yml", "  instead: use, or misuse\n", "  insted: use, or misuse\n")

    problems = [problem for problem in check_guide(project).problems if problem.file == "data/stigma.yml"]

    assert sorted((problem.field, problem.severity) for problem in problems) == [("instead", "error"), ("insted", "error")]


@pytest.mark.parametrize(("checked", "said"), [
    ({}, {"en": "No volunteer has checked any of these listings in the last 12 months.", "es": "Nadie de nuestro grupo ha revisado ninguno de estos programas en los últimos 12 meses."}),
    ({"date": "2026-11-20", "how": "called", "by": "volunteer"}, {"en": "A volunteer has checked 1 of the ", "es": "Nuestro grupo ha revisado 1 de los "}),
    ({"date": "2026-11-20", "how": "other-list", "by": "volunteer"}, {"en": "No volunteer ", "es": "Nadie "}),
])
def test_pages_say_how_many_listings_are_checked(guide: Guide, checked: dict[str, str], said: dict[str, str]) -> None:
    """The sentence changes by itself with the first call that is recorded."""
    first = next(program for program in guide.programs.values() if not program.closed)
    if checked:
        first = first.model_copy(update={"assured": Assured.model_validate(checked)})
    guide = replace(guide, programs={**guide.programs, first.id: first})

    for tag, start in said.items():
        assert fill("{{ guide:checks }}", guide, Speaker(guide, tag)).startswith(start)


def test_misspelled_words_are_named_with_what_may_have_been_meant(project: Path, edit: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    edit("docs/rights.md", "## ", "The tretment in Taos, by [Rio Grande ATP](xyzzy.md) and `xyzzy`: {{ phone:988 }}.\n\n## ")
    edit("docs/rights.es.md", "## ", "Un tratamineto con naloxona en Española, llámenos.\n\n## ")
    edit("data/wording/es.yml", "\nskip: ", "\nskip: Brincarr ")
    line = {tag: next(number for number, text in enumerate((project / f"docs/rights{tag}.md").read_text(encoding="utf-8").splitlines(), 1) if "tratamineto" in text or "tretment" in text) for tag in ("", ".es")}

    assert spelling.main(project) == 1

    told = capsys.readouterr().out.splitlines()
    assert [one.split(" is not in")[0] for one in told[:2]] == [f"docs/rights.es.md:{line['.es']}: 'tratamineto'", f"docs/rights.md:{line['']}: 'tretment'"]
    assert len(told) == 3 and told[2].startswith("data/wording/es.yml:") and "skip: 'Brincarr'" in told[2]
    assert "did you mean 'tratamiento'" in told[0] and told[0].endswith("add it to data/spelling/es.txt, or a name to data/spelling/names.txt")
    assert "'treatment'" in told[1] and "data/spelling/en.txt" in told[1]


def test_the_manual_says_what_the_call_sheet_says(guide: Guide) -> None:
    manual = " ".join(re.sub(r"(?m)^> ?", "", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")).split())
    say = Speaker(guide, "en")

    for key in ("say", "open", "main", "address", "accept"):
        assert say(f"paper_calls_{key}", guide=say.pick(guide.settings.site_name)).strip("“”") in manual


def test_no_words_stand_unused(guide: Guide) -> None:
    """Program, template or page names each: whole, by its beginning (``f"form_{name}"``, ``"keep_" + word``), or without its end (``f"{key}_keyword"``)."""
    texts = [path.read_text(encoding="utf-8") for pattern in ("hooks/**/*.py", "overrides/**/*.html", "docs/**/*.md") for path in ROOT.glob(pattern)]
    named = {one for text in texts for one in re.findall(r"(?<=['\"])[a-z0-9_-]+(?=['\"])|(?<=words:)\w+", text)}
    composed = {one for text in texts for one in re.findall(r"f['\"]((?:[a-z_]|\{[^{}'\"]*\})+)['\"]", text)}
    begun = {one.partition("{")[0] for one in composed} | {one for text in texts for one in re.findall(r"['\"]([a-z]+_)['\"] *\+", text)}
    starts = tuple(one for one in begun if re.fullmatch("[a-z]+(_[a-z]+)*_", one))
    ends = [one.rpartition("}")[2] for one in composed if one.startswith("{key}_")]

    unused = {tag: [key for key in {base_of(key, words) for key in words}
                    if key not in named and not key.startswith(starts) and not any(key.removesuffix(end) in named for end in ends)] for tag, words in guide.wording.items()}  # fmt: skip

    assert unused == {tag: [] for tag in guide.languages}
