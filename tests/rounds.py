"""A small election as a `.pb` file, with everything that makes files hard, and a short way to import it."""

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.imports import Imported, import_round
from idea4gov.domain.pabulib.rows import lines_of_text
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_local_government
from tests.published import verify

LAMP, TREES, DRAIN, PATH = "ไฟ;1", '"ต้นไม้"', "ท่อ", "4"
THAI = '''META
key;value
description;"งบประมาณแบบมีส่วนร่วม; แสนสุข 2569"
budget;1000.75
vote_type;approval
rule;greedy
num_projects;4
num_votes;7
language;th
PROJECTS
project_id;cost;votes;name;selected
"ไฟ;1";600;4;"ไฟส่องทาง; ซอย ""บางแสน 2""";1
"""ต้นไม้""";500;3;ปลูกต้นไม้ริมหาด;0
ท่อ;400;2;ลอกท่อระบายน้ำ;1
4;10;2;<script>alert(1)</script>;0
VOTES
voter_id;vote;age;hall
ก1;"ไฟ;1,ท่อ,ไฟ;1";34;"หาด; วอน"
ก2;"ไฟ;1,""ต้นไม้""";;
ก3;"""ต้นไม้"",ไฟ;1";61;x
ก4;"ไฟ;1,""ต้นไม้"",ท่อ";18;
ก5;;20;
ก6;4,4;;
ก7;4;;
'''
"""Seven ballots: one blank, two that name a project twice, and a tie between the last two projects."""

OWN = """META
key;value
budget;100
vote_type;approval
rule;equalshares/add1
equal_shares_fill;greedy
areas;1,2
area_name_1;ริมหาด
area_budget_1;60
area_name_2;ทั้งเมือง
area_budget_2;40
tie_seed;ab12
PROJECTS
project_id;cost;name;area;excludes;votes;selected
1;50;ทางเดิน;1;3;2;1
2;40;ถังขยะ;1;;1;0
3;30;ทางจักรยาน;2;;2;0
4;40;ห้องสมุด;2;;1;1
VOTES
voter_id;vote
a;1,3
b;1,3
c;2,4
"""
"""A round of two areas in our own format: project 1 of the first keeps 3 of the second out."""

UNKNOWN_RULE = THAI.replace("rule;greedy", "rule;lottery")

CUMULATIVE = """META
key;value
budget;10
vote_type;cumulative
rule;greedy
PROJECTS
project_id;cost
a;5
b;6
VOTES
voter_id;vote;points
1;b,a,b;1,2,3
2;;
3;a;999999999999999
"""


def import_text(
    db: Session, text: str = THAI, *, local_government: str = SAEN_SUK, title: str | None = None
) -> Imported:
    """Import a `.pb` text to a local government, which is made when it is missing."""
    add_local_government(db, local_government)
    return import_round(
        db,
        lines_of_text(text),
        verify(text),
        local_government_code=local_government,
        title=title,
        now=NOON,
    )
