from pathlib import Path

import pytest

from gateway.settings import SettingsError
from gateway.sync.connections import read_connections

GOOD = """
[[connections]]
id = "helvance"
family = "rest_json"
vendor = "helvance"
title = "Helvance"
sandbox = true
settings = { base_url = "http://127.0.0.1:1" }
secrets = { client_secret = "file:secret.txt" }
sites = { "CH-STA-01" = "st-alder" }
"""


def written(folder: Path, text: str) -> Path:
    (folder / "secret.txt").write_text("CANARY-secret\n", encoding="utf-8")
    path = folder / "directory.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_connection_is_read_with_the_secret_its_file_holds(tmp_path: Path) -> None:
    (one,) = read_connections(written(tmp_path, GOOD))
    assert one.secrets == {"client_secret": "CANARY-secret"}
    assert one.sites == {"CH-STA-01": "st-alder"}
    assert "CANARY" not in repr(one)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("file:secret.txt", "CANARY-in-clear"), "write file:PATH, never the secret"),
        (("secret.txt", "missing.txt"), "client_secret: No such file"),
        (('family = "rest_json"\n', ""), "missing required field `family`"),
        (("[[connections]]", "[[connections"), "directory.toml"),
    ],
)
def test_a_wrong_directory_is_refused_by_its_place(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    path = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(SettingsError, match="CGT_DIRECTORY_FILE") as caught:
        read_connections(path)
    assert message in str(caught.value)
    assert "CANARY" not in str(caught.value)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        read_connections(tmp_path / "directory.toml")
