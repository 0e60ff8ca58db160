"""The software bill of materials of a book, in CycloneDX 1.6: each locked package with its version, hashes and licence.

The same lock and edition give the same bytes: the serial number is made of the contents, the time is the edition's.
"""

import json
import re
import uuid
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.utils import canonicalize_name

from is248.data.edition import Edition
from is248.publish.reading.staging import citation_style
from is248.reading import read_text

FILE = "sbom.json"
_LOCK = "requirements.txt"
_PIN = re.compile(r"(?m)^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_RIGHTS = "{http://purl.org/net/xbiblio/csl}rights"
_TYPEFACE = {
    "type": "file",
    "bom-ref": "typeface",
    "name": "Source Sans Pro",
    "licenses": [{"license": {"id": "OFL-1.1"}}],
    "description": "the typeface of pages, figures and PDF, from the package font-source-sans-pro",
}


def write_sbom(edition: Edition, config: dict, folder: Path) -> None:
    """Write the bill of materials of an edition into its folder.

    Parameters
    ----------
    edition : Edition
        Whose day of publication is the bill's time.
    config : dict
        _quarto.yml, which names the citation style.
    folder : Path
        dist/<year>.
    """
    components = [*_packages(read_text(_LOCK)), _TYPEFACE, _style(config["csl"])]
    own = {"type": "application", "bom-ref": "is248", "name": "is248", "version": metadata.version("is248")}
    own["licenses"] = [{"license": {"id": "MIT"}}]
    name = json.dumps([own, components, edition.date.isoformat()], sort_keys=True)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name)}",
        "version": 1,
        "metadata": {"timestamp": f"{edition.date.isoformat()}T00:00:00Z", "component": own},
        "components": components,
        "dependencies": [{"ref": "is248", "dependsOn": [one["bom-ref"] for one in components]}],
    }
    (folder / FILE).write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _packages(lock: str) -> list[dict]:
    """Return each pinned package as a component, in the order of the lock."""
    pins = [*_PIN.finditer(lock)]
    found = {}
    for pin, after in zip(pins, [*pins[1:], None], strict=True):
        name, version = canonicalize_name(pin[1]), pin[2]
        address = f"pkg:pypi/{name}@{version}"
        hashes = _HASH.findall(lock[pin.end() : after.start() if after else len(lock)])
        found[address] = {
            "type": "library",
            "bom-ref": address,
            "name": name,
            "version": version,
            "purl": address,
            "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(hashes)],
        }
        if licences := _licences(name):
            found[address]["licenses"] = licences
    return list(found.values())


def _licences(name: str) -> list[dict]:
    """Return the licence that an installed package states of itself; nothing of one that this machine doesn't need."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    said = [about.get("License-Expression"), about.get("License")]
    for text in filter(None, said):
        try:
            return [{"expression": canonicalize_license_expression(text.strip())}]
        except InvalidLicenseExpression:
            continue  # a name in words, or the whole text
    named = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    first = next((text.strip().splitlines()[0] for text in filter(None, said) if text.strip()), "")
    return [{"license": {"name": one}} for one in named or ([first[:100]] if first else [])]


def _style(name: str) -> dict:
    """Return the citation style as a component, with the licence that stands in it."""
    rights = ElementTree.fromstring(citation_style(name)).find(f".//{_RIGHTS}")
    licence = {"name": (rights.text or "").strip() or "not stated"} if rights is not None else {"name": "not stated"}
    if rights is not None and rights.get("license"):
        licence["url"] = rights.get("license")
    return {"type": "file", "bom-ref": "citation-style", "name": name, "licenses": [{"license": licence}]}
