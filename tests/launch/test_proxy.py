"""What the proxy's example settings keep out of its log."""

import re
from pathlib import Path

NGINX = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text(encoding="utf-8")
FORWARDED = re.compile(r"^ +proxy_.*;$", re.MULTILINE)


def location(path: str) -> str:
    return NGINX.partition(f"location {path} {{")[2].partition("}")[0]


def test_the_proxy_passes_a_customers_link_on_like_any_page_and_writes_no_address_of_it() -> None:
    assert FORWARDED.findall(location("/a/")) == FORWARDED.findall(location("/"))
    assert len(FORWARDED.findall(location("/a/"))) == 4
    assert "access_log off;" in location("/a/")
    assert "error_log /dev/null crit;" in location("/a/")
