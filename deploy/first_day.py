"""What a fresh installation holds: the district's own file, or else the invented district."""

from datetime import datetime
from importlib import import_module

from sqlmodel import select

from casework.district import load_district
from deploy.district import as_loaded, read_district
from deploy.settings import Settings
from deploy.workplace import calendar_of
from models import Officer, Party
from models.session import Database

DEMO = "deploy.demo"


def furnish(db: Database, settings: Settings, now: datetime) -> str:
    """Load the district's file where one is set, else the demo where nothing is there yet.

    Answers in a sentence what was done. The demo never touches a database that has parties.
    """
    if settings.district_file is not None:
        district = as_loaded(read_district(settings.district_file))
        with db.writing("furnish_district") as session:
            loaded = load_district(session, district, now=now)
        return "已载入本区设置。" if loaded.new_version else "本区设置没有变化。"
    if not (settings.demo and _empty(db)):
        return "使用已有数据。"
    import_module(DEMO).load_demo(db, now, calendar_of(db, now))
    return "已载入虚构的示范区。"


def _empty(db: Database) -> bool:
    with db.reading() as session:
        somebody = session.exec(select(Officer.id).limit(1)).first()
        some_party = session.exec(select(Party.id).limit(1)).first()
    return somebody is None and some_party is None
