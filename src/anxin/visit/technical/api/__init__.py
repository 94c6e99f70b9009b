"""Endpoints of difficult cases: call for help, steps, the technical group's votes, the library, experts outside."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform.api import Id, actor_of, read, write
from anxin.platform.ui.lists import Order, Window
from anxin.visit.technical import commands, queries
from anxin.visit.technical.api.schemas import (
    CaseOut,
    CaseReasonIn,
    CaseStepIn,
    CaseViewOut,
    CloseCaseIn,
    ClosedCaseOut,
    Code,
    ConsultAnswerIn,
    ConsultIn,
    ConsultOut,
    ConsultResultIn,
    ConsultRowOut,
    ExpertIn,
    ExpertLinkOut,
    GroupPlanIn,
    HelpCaseOut,
    HelpIn,
    KeptConsultOut,
    LeadIn,
    LibraryOut,
    RevokedOut,
    VoteIn,
)

Asked = Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")]

router = Router(tags=["technical"])
NEWEST = 100


@router.post("/orders/{number}/jobs/{job_id}/cases", response={201: HelpCaseOut}, operation_id="open_case")
def open_case(request: HttpRequest, number: Code, job_id: Id, payload: HelpIn) -> HttpResponse:
    """Call for help on a job; a major question keeps it back until the technical group agrees."""
    call = commands.CallForHelp(**payload.model_dump())
    return write(
        request,
        HelpCaseOut,
        lambda at: commands.open_case(actor=actor_of(request), number=number, job_id=job_id, call=call, at=at),
        status=201,
    )


@router.get("/stores/{store_id}/cases", response=list[CaseOut], operation_id="page_cases")
def page_cases(request: HttpRequest, store_id: Id, text: str = "", state: str = "") -> Any:
    """Cases of a store, open ones first, the newest 100."""
    asked = queries.CaseFilter(text=text.replace("\x00", ""), state=state)
    window = Window(limit=NEWEST)
    return read(request, lambda: queries.page_cases(actor_of(request), store_id, asked, Order(), window).rows)


@router.get("/cases/{case_id}", response=CaseViewOut, operation_id="get_case")
def get_case(request: HttpRequest, case_id: Id) -> Any:
    """One case with its steps and votes."""
    return read(request, lambda: queries.get_case(actor_of(request), case_id))


@router.post("/cases/{case_id}/entries", response={201: HelpCaseOut}, operation_id="add_case_entry")
def add_case_entry(request: HttpRequest, case_id: Id, payload: CaseStepIn) -> HttpResponse:
    """Write down what was tried."""
    given = payload.model_dump()
    return write(
        request,
        HelpCaseOut,
        lambda at: commands.add_case_entry(actor=actor_of(request), case_id=case_id, at=at, **given),
        status=201,
    )


@router.post("/cases/{case_id}/lead", response=HelpCaseOut, operation_id="lead_case")
def lead_case(request: HttpRequest, case_id: Id, payload: LeadIn) -> HttpResponse:
    """Take a case over, give it to somebody, call people in."""
    given = payload.model_dump()
    return write(
        request, HelpCaseOut, lambda at: commands.lead_case(actor=actor_of(request), case_id=case_id, at=at, **given)
    )


@router.post("/cases/{case_id}/ask-group", response=HelpCaseOut, operation_id="ask_technical_group")
def ask_technical_group(request: HttpRequest, case_id: Id, payload: GroupPlanIn) -> HttpResponse:
    """Put a plan before the technical group."""
    return write(
        request,
        HelpCaseOut,
        lambda at: commands.ask_technical_group(actor=actor_of(request), case_id=case_id, plan=payload.plan, at=at),
    )


@router.post("/cases/{case_id}/vote", response=HelpCaseOut, operation_id="vote_on_plan")
def vote_on_plan(request: HttpRequest, case_id: Id, payload: VoteIn) -> HttpResponse:
    """Vote on the plan of a round."""
    given = payload.model_dump()
    return write(
        request, HelpCaseOut, lambda at: commands.vote_on_plan(actor=actor_of(request), case_id=case_id, at=at, **given)
    )


@router.post("/cases/{case_id}/minor", response=HelpCaseOut, operation_id="judge_case_minor")
def judge_case_minor(request: HttpRequest, case_id: Id, payload: CaseReasonIn) -> HttpResponse:
    """Judge that a question is not major."""
    return write(
        request,
        HelpCaseOut,
        lambda at: commands.judge_case_minor(actor=actor_of(request), case_id=case_id, reason=payload.reason, at=at),
    )


@router.post("/cases/{case_id}/close", response=ClosedCaseOut, operation_id="close_case")
def close_case(request: HttpRequest, case_id: Id, payload: CloseCaseIn) -> HttpResponse:
    """Record the result in the library and set the training."""
    result = commands.CaseResult(**payload.model_dump())
    return write(
        request,
        ClosedCaseOut,
        lambda at: commands.close_case(actor=actor_of(request), case_id=case_id, result=result, at=at),
    )


@router.get("/library", response=list[LibraryOut], operation_id="page_library")
def page_library(request: HttpRequest, text: Asked = "", system: Asked = "") -> Any:
    """Problems of the whole group that hold every word, the newest 100."""
    asked = queries.LibraryFilter(text=text, system=(system,) if system else ())
    return read(request, lambda: queries.page_library(actor_of(request), asked, Order(), Window(limit=NEWEST)).rows)


@router.get("/library/{entry_id}", response=LibraryOut, operation_id="get_library_entry")
def get_library_entry(request: HttpRequest, entry_id: Id) -> Any:
    """One problem."""
    return read(request, lambda: queries.get_library_entry(actor_of(request), entry_id))


@router.post("/cases/{case_id}/consult", response={201: KeptConsultOut}, operation_id="consult_experts")
def consult_experts(request: HttpRequest, case_id: Id, payload: ConsultIn) -> HttpResponse:
    """Open a case to the experts of the group, without what names the customer or the car."""
    given = payload.model_dump()
    return write(
        request,
        KeptConsultOut,
        lambda at: commands.consult_experts(actor=actor_of(request), case_id=case_id, at=at, **given),
        status=201,
    )


@router.post("/cases/{case_id}/end-consult", response=KeptConsultOut, operation_id="end_consult")
def end_consult(request: HttpRequest, case_id: Id, payload: ConsultResultIn) -> HttpResponse:
    """Take the case back from the experts."""
    return write(
        request,
        KeptConsultOut,
        lambda at: commands.end_consult(actor=actor_of(request), case_id=case_id, result=payload.result, at=at),
    )


@router.post("/cases/{case_id}/expert-links", response={201: ExpertLinkOut}, operation_id="invite_expert")
def invite_expert(request: HttpRequest, case_id: Id, payload: ExpertIn) -> HttpResponse:
    """Make a link for one outside expert; the answer shows its secret this once."""
    given = payload.model_dump()
    return write(
        request,
        ExpertLinkOut,
        lambda at: commands.invite_expert(actor=actor_of(request), case_id=case_id, at=at, **given),
        status=201,
        keeps_answer=False,
    )


@router.post("/expert-links/{link_id}/revoke", response=RevokedOut, operation_id="revoke_expert_link")
def revoke_expert_link(request: HttpRequest, link_id: Id) -> HttpResponse:
    """End a link before its time."""
    return write(
        request,
        RevokedOut,
        lambda at: {"id": commands.revoke_expert_link(actor=actor_of(request), link_id=link_id, at=at)},
    )


@router.get("/consults", response=list[ConsultRowOut], operation_id="list_consults")
def list_consults(request: HttpRequest) -> Any:
    """What waits for the experts of the group."""
    return read(request, lambda: queries.list_consults(actor_of(request)))


@router.get("/consults/{consult_id}", response=ConsultOut, operation_id="get_consult")
def get_consult(request: HttpRequest, consult_id: Id) -> Any:
    """One open question; another store's must be opened first."""
    return read(request, lambda: queries.get_consult(actor_of(request), consult_id))


@router.post("/consults/{consult_id}/open", response=ConsultOut, operation_id="note_consult_opened")
def note_consult_opened(request: HttpRequest, consult_id: Id) -> HttpResponse:
    """Open a question, which is logged, and read it."""

    def opened(at: Any) -> Any:
        commands.note_consult_opened(actor=actor_of(request), consult_id=consult_id, at=at)
        return queries.get_consult(actor_of(request), consult_id)

    return write(request, ConsultOut, opened)


@router.post("/consults/{consult_id}/answers", response={201: KeptConsultOut}, operation_id="answer_consult")
def answer_consult(request: HttpRequest, consult_id: Id, payload: ConsultAnswerIn) -> HttpResponse:
    """Write into the thread of an open question."""
    return write(
        request,
        KeptConsultOut,
        lambda at: commands.answer_consult(actor=actor_of(request), consult_id=consult_id, words=payload.words, at=at),
        status=201,
    )
