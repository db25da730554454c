"""Every setting, its default and its meaning. The only module that reads the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from pydantic.functional_validators import AfterValidator, BeforeValidator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from geo.errors import BadInput
from maps.tiles import TileCrs, Tiles


def _user_data_dir() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()
    return Path(home) / "yuxun"


def _store_url() -> str:
    return f"sqlite:///{_user_data_dir() / 'yuxun.db'}"


def _listed(value: object) -> object:
    """`a, b` from the environment as well as a tuple from code."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _tile_address(value: str) -> str:
    """The address, if tiles can be had by it."""
    try:
        return Tiles(url=value).url if value else ""
    except BadInput as error:
        raise ValueError(str(error)) from None


TileAddress = Annotated[str, AfterValidator(_tile_address)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """Settings from the environment, each as `YUXUN_` and its name; arguments go first."""

    model_config = SettingsConfigDict(env_prefix="YUXUN_", frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on; loopback by default.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    store: str = Field(
        default_factory=_store_url,
        description="Address of the store: a SQLite file, by default in the user's data "
        "directory, or postgresql+psycopg://….",
    )
    hosts: Names = Field(
        (), description="Names, besides localhost and plain addresses, that the service is "
        "called by; comma-separated. Others are refused (DNS rebinding).",
    )  # fmt: skip
    tile_hosts: Names = Field(
        (), description="Origins of map tiles that pages may load, like "
        "https://tiles.example.org; comma-separated. None by default.",
    )  # fmt: skip
    tile_url: TileAddress = Field(
        "", max_length=300, description="Address of map tiles under "
        "our own layers, with {z}, {x} and {y}, like https://tiles.example.org/{z}/{x}/{y}.png; "
        "its host may then be loaded from. None by default: the map is drawn from our own streets "
        "and needs no internet.",
    )  # fmt: skip
    tile_crs: TileCrs = Field(
        "WGS84", description="Coordinates that the tiles are drawn in: WGS84, or GCJ-02 as "
        "Chinese providers have it."
    )  # fmt: skip
    tile_credit: str = Field(
        "", max_length=200, description="What the provider of the tiles wants named on the map."
    )

    public_url: str = Field(
        "", pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$", max_length=200,
        description="Address that phones reach the service by, like https://yuxun.example.org; "
        "the QR codes of print sheets and labels hold it. By default the address that whoever "
        "prints has called it by; the command line has none.",
    )  # fmt: skip

    language: Literal["zh_CN", "en"] = Field(
        "zh_CN", description="Language of the command line; pages follow their reader."
    )

    kinds_file: Path | None = Field(
        None, description="JSON file with further kinds of hazard; see docs."
    )
    outside_m: float = Field(
        300.0, ge=0, description="How far outside the boundary a hazard may lie, in metres."
    )
    private_walkable: bool = Field(
        True, description="Whether streets marked private may be walked in one's own community."
    )

    body_bytes: int = Field(1 << 20, ge=1024, description="Largest body of a request.")
    import_bytes: int = Field(20 << 20, ge=1024, description="Largest file to import.")
    import_features: int = Field(50_000, ge=1, description="Most features in one import.")
    list_cache_bytes: int = Field(
        32 << 20, ge=0, description="Memory for answers to lists that were asked before."
    )

    plan_seed: int = Field(1, ge=0, description="Seed of the planner; same seed, same plan.")
    plan_seconds: float = Field(
        10.0, gt=0, le=600, description="How long the planner may look for better rounds."
    )
    plan_by_itself: bool = Field(
        True, description="Whether tonight is planned at the hour in the community's rules."
    )

    @property
    def tiles(self) -> Tiles | None:
        """The provider of tiles, or None."""
        if not self.tile_url:
            return None
        return Tiles(url=self.tile_url, crs=self.tile_crs, credit=self.tile_credit)
