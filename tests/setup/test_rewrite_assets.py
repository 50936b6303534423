import re

import pytest

from scripts.rewrite_assets import BuildError, hashed, rewrite

PAINT = b"body{background:url(../img/wave.svg)}"


def built(**sources: str) -> tuple[dict[str, str], dict[str, str]]:
    """Rewrite sources whose names are written with __ for / and _ for the dot of the suffix."""
    named = {
        re.sub(r"_(?=[a-z0-9]+$)", ".", name.replace("__", "/")): text.encode()
        for name, text in sources.items()
    }
    manifest, files = rewrite(named)
    return manifest, {name: files[new].decode() for name, new in manifest.items()}


def test_a_name_changes_with_the_content_and_only_then() -> None:
    first, again, other = (hashed("img/a.svg", data) for data in (b"one", b"one", b"two"))
    assert first == again != other
    assert re.fullmatch(r"img/a\.[0-9a-f]{12}\.svg", first)


def test_style_sheets_are_joined_in_the_order_of_their_imports() -> None:
    manifest, files = built(
        css__main_css='@import "b.css";\n@import url("parts/a.css");\np{c:main}',
        css__parts__a_css="p{c:a}",
        css__b_css="p{c:b}",
    )
    assert list(manifest) == ["css/main.css"]
    assert re.findall(r"c:(\w+)", files["css/main.css"]) == ["b", "a", "main"]


def test_an_import_into_a_layer_is_wrapped() -> None:
    _, files = built(css__main_css='@layer x;\n@import "a.css" layer(x);', css__a_css="p{c:a}")
    assert files["css/main.css"] == "@layer x;\n@layer x {\np{c:a}\n}\n"


def test_urls_in_an_imported_sheet_are_seen_from_that_sheet() -> None:
    manifest, files = built(
        css__main_css='@import "parts/a.css";',
        css__parts__a_css='a{b:url("../../img/wave.svg#top")}',
        img__wave_svg="<svg/>",
    )
    assert f'url("../{manifest["img/wave.svg"]}#top")' in files["css/main.css"]


@pytest.mark.parametrize("kept", ["url(#clip)", 'url("data:image/png;base64,AA//")'])
def test_urls_that_name_no_file_stay(kept: str) -> None:
    assert kept in built(css__main_css=f"a{{b:{kept}}}")[1]["css/main.css"]


def test_a_style_sheet_has_a_new_name_when_its_picture_changes() -> None:
    before, _ = rewrite({"css/main.css": PAINT, "img/wave.svg": b"<svg/>"})
    after, _ = rewrite({"css/main.css": PAINT, "img/wave.svg": b"<svg><g/></svg>"})
    assert before["css/main.css"] != after["css/main.css"]


def test_comments_go_and_strings_that_look_like_comments_stay() -> None:
    css = '/* no @import here */\n\n  a{content:"/* yes */"} /* no\n */'
    assert built(css__main_css=css)[1]["css/main.css"] == 'a{content:"/* yes */"}\n'


def test_modules_import_each_other_by_their_hashed_names() -> None:
    manifest, files = built(
        js__main_js='import { a } from "./parts/a.js";\nimport "./b.js";\nconst c = () => import("./b.js");',
        js__parts__a_js='export { b as a } from "../b.js";',
        js__b_js="export const b = 1;",
    )
    b = manifest["js/b.js"].removeprefix("js/")
    assert files["js/main.js"].count(f'"./{b}"') == 2
    assert f'"./{manifest["js/parts/a.js"].removeprefix("js/")}"' in files["js/main.js"]
    assert f'"../{b}"' in files["js/parts/a.js"]


def test_a_module_has_a_new_name_when_what_it_imports_changes() -> None:
    one = built(js__main_js='import "./b.js";', js__b_js="1")[0]
    two = built(js__main_js='import "./b.js";', js__b_js="2")[0]
    assert one["js/main.js"] != two["js/main.js"]


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"css__main_css": '@import "gone.css";'}, "static/css/gone.css"),
        ({"css__main_css": '@import "a.css"; @import "a.css";', "css__a_css": ""}, "more than once"),
        ({"css__main_css": '@import "main.css";'}, "more than once"),
        ({"css__main_css": '@import "a.css" print;', "css__a_css": ""}, "layer(name);"),
        ({"css__main_css": "a{b:url(gone.svg)}"}, "static/css/gone.svg"),
        ({"css__main_css": "a{b:url(https://example.org/a.png)}"}, "only files under static/"),
        ({"js__main_js": 'import "./gone.js";'}, "static/js/main.js imports static/js/gone.js"),
        ({"js__a_js": 'import "./b.js";', "js__b_js": 'import "./a.js";'}, "circle"),
    ],
)
def test_a_reference_that_cannot_work_stops_the_build_and_names_the_file(
    sources: dict[str, str], said: str
) -> None:
    with pytest.raises(BuildError, match=re.escape(said)):
        built(**sources)
