"""The outside channels of an installation, as its settings name them."""

from typing import Literal, cast

from deploy.channel_settings import ChannelSettings
from notifications.channels.gateway import HttpGateway
from notifications.channels.guard import Allowed, networks
from notifications.channels.mail import Mail
from notifications.channels.parcel import Sender
from notifications.sending import Senders

ROBOTS = ("wecom", "dingtalk", "feishu")
NAMES = ("mail", "sms", "webhook", *ROBOTS)
"""Every channel that a route may name; the file outbox and the inbox take each letter anyway."""


def channels_of(settings: ChannelSettings) -> Senders:
    """Answer the channels that are set up, by name; RobotUnknown names a robot's wrong address."""
    allowed = Allowed(settings.channel_loopback, networks(settings.channel_networks.split(",")))
    found: list[Sender] = []
    if settings.smtp_host:
        found.append(_mail(settings))
    gateways: tuple[Literal["sms", "webhook"], ...] = ("sms", "webhook")
    found += [
        _gateway(settings, each, allowed) for each in gateways if getattr(settings, f"{each}_url")
    ]
    return {each.name: each for each in (*found, *_robots(settings, allowed))}


def _mail(settings: ChannelSettings) -> Mail:
    return Mail(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_from,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        settings.smtp_per_second,
    )


def _gateway(
    settings: ChannelSettings, name: Literal["sms", "webhook"], allowed: Allowed
) -> HttpGateway:
    return HttpGateway(
        name,
        getattr(settings, f"{name}_url"),
        getattr(settings, f"{name}_secret").get_secret_value(),
        getattr(settings, f"{name}_knows_keys"),
        getattr(settings, f"{name}_per_second"),
        allowed=allowed,
    )


def _robots(settings: ChannelSettings, allowed: Allowed) -> list[Sender]:
    named = {name: getattr(settings, f"{name}_robot").get_secret_value() for name in ROBOTS}
    if not any(named.values()):
        return []
    # Apprise takes half a second to load; most commands need no robot.
    from notifications.channels.chat_robot import Kind, chat_robot

    return [
        chat_robot(cast("Kind", name), address, settings.robot_base, allowed)
        for name, address in named.items()
        if address
    ]
