"""The software bill of materials: each locked package, in the form that CycloneDX asks for, the same at every build."""

import datetime
import json
import re

import pytest

from is248.data.edition import load_edition
from is248.project import root
from is248.publish.assembly.contents import read_config
from is248.publish.files.sbom import FILE, write_sbom

LOCKED = set(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", (root() / "requirements.txt").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> dict:
    folder = tmp_path_factory.mktemp("bill")
    write_sbom(load_edition(2024), read_config(), folder)
    return json.loads((folder / FILE).read_text(encoding="utf-8"))


def test_it_is_what_cyclonedx_asks_for(bill):
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert datetime.datetime.fromisoformat(bill["metadata"]["timestamp"]).date() == load_edition(2024).date
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references))
    assert {"ref": "is248", "dependsOn": references} in bill["dependencies"]
    for one in bill["components"]:
        assert one["type"] in ("library", "file") and one["name"]
        assert all(re.fullmatch("[0-9a-f]{64}", h["content"]) and h["alg"] == "SHA-256" for h in one.get("hashes", []))
        for licence in one.get("licenses", []):
            assert set(licence) in ({"expression"}, {"license"})
            assert "expression" in licence or licence["license"].get("id") or licence["license"].get("name")


def test_it_has_every_locked_package_with_hashes_and_nearly_all_licences(bill):
    packages = [one for one in bill["components"] if one["type"] == "library"]
    assert {(one["name"], one["version"]) for one in packages} == LOCKED
    assert all(one["hashes"] and one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in packages)
    stated = [one for one in packages if one.get("licenses")]
    assert len(stated) > 0.8 * len(packages)  # others are for other systems


def test_the_typeface_and_the_citation_style_are_in_it_with_their_licences(bill):
    files = {one["name"]: one["licenses"][0]["license"] for one in bill["components"] if one["type"] == "file"}
    assert files["Source Sans Pro"]["id"] == "OFL-1.1"
    assert "creativecommons" in json.dumps(files[read_config()["csl"]]).lower()


def test_the_same_lock_gives_the_same_bytes_and_another_day_another_number(tmp_path):
    edition, made = load_edition(2024), []
    for name, date in (("a", edition.date), ("b", edition.date), ("c", datetime.date(2030, 1, 1))):
        (tmp_path / name).mkdir()
        write_sbom(edition.model_copy(update={"date": date}), read_config(), tmp_path / name)
        made.append((tmp_path / name / FILE).read_bytes())
    assert made[0] == made[1] != made[2]
