"""What is shipped: the house and its data, and nothing of the pretend world."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
PRETENDERS = (
    "gateway/dev/",
    "/sandbox/",
    "simulator",
    "conformance",
    "kit/fault_",
    "/samples/",
    "/hapi/",
    "test_",
)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=TREE, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return frozenset(wheel.namelist())


def test_no_pretender_is_in_the_wheel(shipped: frozenset[str]) -> None:
    assert [name for name in sorted(shipped) if any(one in name for one in PRETENDERS)] == []


def test_data_that_the_house_reads_is_in_the_wheel(shipped: frozenset[str]) -> None:
    needed = {
        "gateway/disclosure/policy.toml",
        "gateway/session/realm.json",
        "connectors/rest_json/manifest.toml",
        "connectors/rest_json/vendors/helvance/codes.csv",
        "connectors/sftp_csv/vendors/tessaly/vendor.toml",
    }
    assert needed <= shipped
