"""What an installation sets of its outside channels: servers, gateways, robots, and their rates."""

from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from notifications.channels.guard import networks
from notifications.channels.mail import ADDRESS

THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class ChannelSettings(BaseSettings):
    """The settings of channels; one without an address is off."""

    smtp_host: str = Field(default="", description="邮件服务器；空为不发邮件")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="邮件服务器的端口")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="与邮件服务器之间的加密；none 只用于本机"
    )
    smtp_user: str = Field(default="", description="邮件服务器的用户名；空为不登录")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="邮件服务器的口令")
    smtp_from: str = Field(default="", description="发件地址，如 permit@example.gov.cn")
    smtp_per_second: float = Field(
        default=5.0, ge=0, le=10000, description="每秒最多几封，0 为不限"
    )
    sms_url: str = Field(default="", description="短信网关的 https 地址；空为不发短信")
    sms_secret: SecretStr = Field(default=SecretStr(""), description="短信网关的签名密钥")
    sms_knows_keys: bool = Field(
        default=True, description="短信网关是否按幂等键去重；不去重的须设为 false"
    )
    sms_per_second: float = Field(
        default=20.0, ge=0, le=10000, description="每秒最多几条，0 为不限"
    )
    webhook_url: str = Field(default="", description="本局消息平台的 https 地址；空为不用")
    webhook_secret: SecretStr = Field(default=SecretStr(""), description="本局消息平台的签名密钥")
    webhook_knows_keys: bool = Field(
        default=True, description="本局消息平台是否按幂等键去重；不去重的须设为 false"
    )
    webhook_per_second: float = Field(
        default=50.0, ge=0, le=10000, description="每秒最多几条，0 为不限"
    )
    wecom_robot: SecretStr = Field(
        default=SecretStr(""), description="企业微信群机器人，wecombot://…；空为不用"
    )
    dingtalk_robot: SecretStr = Field(
        default=SecretStr(""), description="钉钉群机器人，dingtalk://密钥@令牌；空为不用"
    )
    feishu_robot: SecretStr = Field(
        default=SecretStr(""), description="飞书群机器人，feishu://…；空为不用"
    )
    robot_base: str = Field(
        default="", description="自建的企业微信、钉钉或飞书服务的地址；空为公网服务"
    )
    channel_networks: str = Field(
        default="", description="允许通道连接的内部网段，逗号分隔，如 10.20.0.0/16"
    )
    channel_loopback: bool = Field(
        default=False, description="允许通道连接本机（可用 http），试用和测试时才设为 true"
    )

    @field_validator("sms_url", "webhook_url", "robot_base")
    @classmethod
    def _web_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("https", "http") or not parts.hostname):
            raise ValueError("应为 https:// 开头的地址")
        if parts.username is not None or parts.password is not None:
            raise ValueError("地址中不能写用户名和口令")
        return url

    @field_validator("channel_networks")
    @classmethod
    def _networks(cls, listed: str) -> str:
        try:
            networks(listed.split(","))
        except ValueError:
            raise ValueError("应为网段，如 10.20.0.0/16,192.168.3.0/24") from None
        return listed

    @field_validator("smtp_from")
    @classmethod
    def _mail_address(cls, address: str) -> str:
        if address and ADDRESS.fullmatch(address) is None:
            raise ValueError("应为电子邮箱地址，如 permit@example.gov.cn")
        return address

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.smtp_host and not self.smtp_from:
            raise ValueError("设置了 PERMITLOOP_SMTP_HOST，还须设置 PERMITLOOP_SMTP_FROM")
        if self.smtp_security == "none" and self.smtp_host not in ("", *THIS_MACHINE):
            raise ValueError(
                "PERMITLOOP_SMTP_SECURITY=none 只用于本机的邮件服务器，请用 starttls 或 tls"
            )
        for name, url in (("SMS_URL", self.sms_url), ("WEBHOOK_URL", self.webhook_url),
                          ("ROBOT_BASE", self.robot_base)):  # fmt: skip
            if url.startswith("http://") and not self.channel_loopback:
                raise ValueError(
                    f"PERMITLOOP_{name} 须为 https 地址；"
                    "只有设 PERMITLOOP_CHANNEL_LOOPBACK=true 后本机可用 http"
                )
        return self
