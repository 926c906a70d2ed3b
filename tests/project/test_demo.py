import socket
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from fosterhomes.models import Duty, Role, Service, User
from fosterhomes.project import demo
from fosterhomes.project.demo_login import demo_neighbours, demo_people

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def person(email: str, role: Role, *, invented: bool = True) -> User:
    service, _ = Service.objects.get_or_create(
        name="Demo" if invented else "Real", defaults={"demo_on": DAY if invented else None}
    )
    user = User.objects.create_user(email, email.split("@")[0].title())
    Duty.objects.create(user=user, service=service, role=role, from_on=date(2020, 1, 1))
    return user


def test_the_log_in_page_offers_the_first_person_of_each_duty(settings) -> None:
    settings.DEMO = True
    clerk = person("clerk@demo.example", Role.CLERK)
    leader = person("leader@demo.example", Role.LEADER)
    person("second@demo.example", Role.LEADER)
    assert [(p.user, p.role) for p in demo_people(DAY)] == [(leader, Role.LEADER), (clerk, Role.CLERK)]


def test_the_leaders_of_other_invented_services_are_offered_beside(settings) -> None:
    settings.DEMO = True
    person("leader@demo.example", Role.LEADER)
    neighbour = User.objects.create_user("leader@sogn.example", "Leader Of Sogn")
    sogn = Service.objects.create(name="Sogn", demo_on=DAY)
    duty = Duty.objects.create(user=neighbour, service=sogn, role=Role.LEADER, from_on=date(2020, 1, 1))
    assert demo_neighbours(DAY) == [duty]
    settings.DEMO = False
    assert demo_neighbours(DAY) == []


def test_nobody_is_offered_outside_the_demo() -> None:
    person("leader@demo.example", Role.LEADER)
    assert demo_people(DAY) == []


def test_one_click_logs_an_invented_person_in(settings, client: Client) -> None:
    settings.DEMO = True
    user = person("leader@demo.example", Role.LEADER)
    response = client.post(f"/demo/{user.pk}/")
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("invented", [True, False])
def test_outside_the_demo_there_is_no_such_page(client: Client, invented: bool) -> None:
    user = person("leader@demo.example", Role.LEADER, invented=invented)
    assert client.post(f"/demo/{user.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_real_person_cannot_be_clicked_even_in_the_demo(settings, client: Client) -> None:
    settings.DEMO = True
    user = person("leader@real.example", Role.LEADER, invented=False)
    assert client.post(f"/demo/{user.pk}/").status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_link_does_not_log_in(settings, client: Client) -> None:
    settings.DEMO = True
    user = person("leader@demo.example", Role.LEADER)
    assert client.get(f"/demo/{user.pk}/").status_code == 405


def test_one_click_asks_for_the_csrf_token(settings) -> None:
    settings.DEMO = True
    user = person("leader@demo.example", Role.LEADER)
    assert Client(enforce_csrf_checks=True).post(f"/demo/{user.pk}/").status_code == 403


def test_the_demo_does_not_start_without_its_setting() -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")


def test_the_demo_refuses_a_database_with_a_real_service() -> None:
    Service.objects.create(name="Nordhavn")
    with pytest.raises(CommandError, match="Nordhavn"):
        demo.refuse_real_data()


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < demo.free_port("127.0.0.1", port) < port + demo.PORTS_TRIED


def test_two_demos_do_not_share_their_data(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path
    with demo.hold(), pytest.raises(CommandError, match="already running"), demo.hold():
        pass
