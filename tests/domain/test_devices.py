"""Names and places by which people recognise their devices."""

import pytest

from idea4gov.domain.devices import describe_device, wide_network

OF_LINE = " Line/14.2.0/IAB"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (PHONE, "Chrome, Android"),
        (PHONE + OF_LINE, "LINE, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.1", ""),
        ("", ""),
        ("<script>" * 9_999 + "Firefox/1", ""),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(text: str, name: str) -> None:
    assert describe_device(text) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_the_place_of_a_device_is_a_wide_network(address: str, network: str) -> None:
    assert wide_network(address) == network
