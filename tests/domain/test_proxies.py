"""What the addresses of requests say about the number of trusted proxies."""

import pytest

from idea4gov.domain.proxies import Fault, SeenRequest, find_proxy_fault

MANY = ["1.1.1.1", "8.8.8.8", "2001:4860:4860::8888"]


@pytest.mark.parametrize(
    ("addresses", "forwarded", "trusted", "fault"),
    [
        (MANY, [1], 1, None),
        (MANY, [0], 0, None),
        (MANY, [2, 1, 1], 1, None),
        (["8.8.8.8"], [1], 1, "one_place"),
        (["127.0.0.1"], [1], 0, "one_place"),
        (["10.0.0.1", "192.168.1.7", "fd00::1"], [1], 0, "one_place"),
        (["100.64.0.1", "", "unix"], [1], 0, "one_place"),
        (["10.0.0.1", "8.8.8.8"], [1], 1, None),
        (["10.0.0.1", "10.0.0.2"], [2], 1, "one_place"),
        (["10.0.0.1"], [1], 2, "too_short"),
        (["10.0.0.1", "1.1.1.1", "8.8.8.8"], [1, 2, 1], 2, "too_short"),
        (["10.0.0.1", "1.1.1.1", "8.8.8.8"], [1, 2, 2], 2, None),
        (MANY, [0], 1, "too_short"),
    ],
)
def test_requests_tell_whether_the_number_can_be_right(
    addresses: list[str], forwarded: list[int], trusted: int, fault: Fault | None
) -> None:
    seen = [
        SeenRequest(addresses[number % len(addresses)], forwarded[number % len(forwarded)])
        for number in range(30)
    ]
    found = find_proxy_fault(seen, trusted)
    assert (found.fault if found else None) == fault
    assert found is None or str(trusted) in str(found)
