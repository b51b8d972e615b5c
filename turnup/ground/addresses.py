"""Which building an address lies in: the same for two flats or offices, whoever typed it. Pure."""

import re
from typing import Final

ROOMS: Final = re.compile(
    r"^(кв|квартира|оф|офис|пом|помещ|помещение|ком|комн|комната|каб|кабинет|под|подъезд|"
    r"подвал|эт|этаж|цоколь|секция|бокс|room|flat|office|floor|entrance|apt)\b\.?\s*[\w/-]*"
    r"|^\d+[-й]*\s*(этаж|подъезд)$",
    re.IGNORECASE,
)
POSTAL: Final = re.compile(r"^\d{6}$")
WORDS: Final = {
    # as people write it: as the key has it
    "улица": "ул",
    "проспект": "пр-кт",
    "пр-т": "пр-кт",
    "просп": "пр-кт",
    "переулок": "пер",
    "площадь": "пл",
    "бульвар": "б-р",
    "шоссе": "ш",
    "набережная": "наб",
    "проезд": "пр-д",
    "корпус": "к",
    "корп": "к",
    "строение": "стр",
    "литера": "лит",
}
DROPPED: Final = {"г", "город", "гор", "д", "дом", "россия", "рф"}
REGION: Final = re.compile(r"(область|обл|край|республика|респ|округ|район|р-н)\b")


def building_of(address: str) -> str:
    """Return the address without flat, office, floor and the like, as typed otherwise."""
    parts = [part.strip() for part in address.split(",")]
    kept = [part for part in parts if part and not ROOMS.match(part)]
    return ", ".join(part for part in kept if not POSTAL.match(part)) or address.strip()


def building_key(address: str) -> str:
    """Return what two spellings of one building have in common.

    «248000, г. Калуга, улица Кирова, дом 15, кв. 3» and «Калуга, ул. Кирова, 15» are one.
    """
    text = building_of(address).lower().replace("ё", "е")
    parts = [part for part in text.split(",") if not REGION.search(part)]
    words = re.findall(r"[\w/-]+", " ".join(parts or [text]))
    kept = [WORDS.get(word, word) for word in words if word not in DROPPED]
    return " ".join(re.sub(r"^д(\d)", r"\1", word) for word in kept)[:300]
