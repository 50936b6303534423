"""The ten categories of proposals, with their names on pages and in files."""

from collections.abc import Mapping
from typing import NamedTuple


class Category(NamedTuple):
    """The Thai and English name of a category."""

    th: str
    en: str


CATEGORIES: Mapping[str, Category] = {
    "environment": Category("สิ่งแวดล้อมและขยะ", "Environment and waste"),
    "roads_transport": Category("ถนนและการเดินทาง", "Roads and transport"),
    "health": Category("สุขภาพ", "Health"),
    "education": Category("การศึกษาและการเรียนรู้", "Education and learning"),
    "economy_tourism": Category("เศรษฐกิจและการท่องเที่ยว", "Local economy and tourism"),
    "safety": Category("ความปลอดภัยและสาธารณภัย", "Safety and disaster prevention"),
    "culture_sport": Category("วัฒนธรรมและกีฬา", "Culture and sport"),
    "elderly_disability": Category("ผู้สูงอายุและคนพิการ", "Older people and people with disabilities"),
    "digital_services": Category("บริการดิจิทัลของรัฐ", "Digital public services"),
    "other": Category("เรื่องอื่น ๆ", "Other matters"),
}


def category_names(language: str) -> dict[str, str]:
    """{key: name}, in the order in which forms list them. language: "th" or "en"."""
    return {key: names.th if language == "th" else names.en for key, names in CATEGORIES.items()}
