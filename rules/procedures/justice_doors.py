"""The acts by which a violation or a penalty leads to detention, compensation or a listing."""

# fmt: off
from rules.asked import REASON
from rules.grammar import may, opens
from rules.notices import paper
from rules.procedures import damage_compensation, detention, listed_supervision
from rules.procedures.detention_gates import CODE, DETAIN
from rules.procedures.detention_words import PENALTY_NO
from rules.procedures.listed_supervision_gates import LISTING
from rules.procedures.listed_supervision_words import LISTED_DUE_ON, SUPERVISION_NOTICE
from rules.procedures.remedy_words import DECISION_SERVED_ON
from rules.procedures.transfer_gates import no_case_open
from rules.procedures.transfer_words import HARM
from rules.vocabulary import R, Relation

PROPOSAL_FORM = paper("proposal_form", "措施提请审批表")

PROPOSE_DETENTION = may(
    R.ENFORCER, "propose_detention", "提请移送行政拘留",
    needs=[REASON, no_case_open("detention", "移送行政拘留")],
    opens=[opens("detention", Relation.DETENTION, carries=[
        *detention.CARRIED, PENALTY_NO, DECISION_SERVED_ON])],
    papers=[PROPOSAL_FORM], basis=f"{DETAIN} 第2条、第10条；{CODE} 第1102条、第1108条")

PROPOSE_DAMAGE_CLAIM = may(
    R.ENFORCER, "propose_damage_claim", "提请生态环境损害索赔",
    needs=[HARM, no_case_open("damage_compensation", "生态环境损害赔偿")],
    opens=[opens("damage_compensation", Relation.COMPENSATION,
                 carries=damage_compensation.CARRIED)],
    papers=[PROPOSAL_FORM], basis=f"{CODE} 第1073条；环法规〔2022〕31号")

RECORD_LISTED = may(
    R.SUPERVISOR, "record_listed", "登记挂牌督办",
    needs=[each for each in listed_supervision.FACTS_OF_LISTING if each != LISTED_DUE_ON]
    + [no_case_open("listed_supervision", "挂牌督办"), listed_supervision.notice_is_in],
    optional=[LISTED_DUE_ON],
    opens=[opens("listed_supervision", Relation.LISTED,
                 carries=listed_supervision.FACTS_OF_LISTING)],
    papers=[SUPERVISION_NOTICE], basis=f"{LISTING}；生态环境行政处罚办法 第83条")

DOORS = (PROPOSE_DETENTION, PROPOSE_DAMAGE_CLAIM, RECORD_LISTED)
"""Open beside whatever the case itself does."""
