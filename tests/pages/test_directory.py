"""Organizations and municipalities: contacts, certificate, programs."""

from __future__ import annotations

from pages.checking import CheckingClient


def test_a_municipality_shows_its_centre_and_its_certificate(client: CheckingClient) -> None:
    for slug in ("egorlykskiy-rayon", "aleksandrovo-zavodskiy-rayon"):
        page = client.look(f"/municipalities/{slug}/")
        said = page.words()
        for heading in (
            "Муниципальный центр",
            "Руководитель",
            "Телефон",
            "Почта",
            "Горячая линия",
            "Региональный Навигатор",
        ):
            assert heading in said, (slug, heading)
        assert "₽" in said
        assert "@" in said
        assert page.all("a", href="mailto:") == []


def test_a_municipality_is_found_by_oktmo_too(client: CheckingClient) -> None:
    page = client.look("/municipalities/60615000/")
    assert page.words(page.all("h1")[0]) == "Егорлыкский район"


def test_organizations_are_listed_with_their_programs(client: CheckingClient) -> None:
    page = client.look("/organizations/")
    links = [one.get("href") for one in page.all("a") if (one.get("href") or "").startswith("/organizations/")]
    assert len([link for link in links if link != "/organizations/"]) >= 23
    total = client.look("/programs/").total
    assert sum(len(client.look(link).programs) for link in links if link != "/organizations/") == total


def test_demo_data_says_so_on_each_page(client: CheckingClient) -> None:
    for path in ("/", "/programs/", "/organizations/1/", "/municipalities/", "/certificate/", "/saved/", "/letters/"):
        assert "Демонстрационные данные" in client.look(path).words()


def test_teachers_show_only_where_the_organization_says_so(client: CheckingClient) -> None:
    shown = [client.look(f"/programs/{one}/").words() for one in client.look("/programs/").programs]
    assert any("Педагог:" in text for text in shown)
