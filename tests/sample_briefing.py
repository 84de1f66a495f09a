"""A small briefing of an invented meeting, with everything in it that a briefing can hold."""

from extract.briefing import (
    Agreement,
    ArticleEntry,
    Briefing,
    Claim,
    Consensus,
    Demand,
    Disagreement,
    Dispute,
    Event,
    Interval,
    Manifest,
    Mention,
    ModelEntry,
    Point,
    Position,
    Quote,
    SkippedPart,
    Warning,
)


def mention(quote: str, *, article: str = "001", start: int = 0, speaker: str | None = None) -> Mention:
    interval = Interval(start=start, end=start + len(quote))
    return Mention(article=article, char_interval=interval, quote=quote, what=quote, speaker=speaker, probability=0.9)


def article(id: str, path: str, outlet: str | None = None) -> ArticleEntry:
    return ArticleEntry(
        id=id,
        path=path,
        sha256="0" * 64,
        title=None,
        outlet=outlet,
        date=None,
        language="en",
        characters=900,
        sentences=12,
    )


def manifest() -> Manifest:
    return Manifest(
        extract="0.1.0",
        model=ModelEntry(name="toy-1b", sha256="ab" * 32),
        prompts={},
        settings={"classes": ["agreement", "demand", "warning", "dispute"]},
        decider="fitted heads",
    )


def sample_briefing() -> Briefing:
    dams = mention("Both sides will open the dams.", speaker="Ada Holm")
    again = mention("The dams shall open.", article="002", start=40)
    return Briefing(
        event=Event(title="Freedonia and Sylvania talk", date="2031-05-02", parties=("Freedonia", "Sylvania")),
        articles=(article("001", "a_wire.txt", "Harbour Wire"), article("002", "b_letter.md")),
        agreements=(
            Agreement(
                id="agreement-1",
                what="open the dams",
                parties=("Freedonia", "Sylvania"),
                support=2,
                confidence=0.934,
                mentions=(dams, again),
            ),
        ),
        demands=(
            Demand(
                id="demand-1",
                what="leave the island",
                by="Freedonia",
                of=None,
                support=1,
                confidence=0.8,
                mentions=(mention("Leave [bold]our[/bold] island, said Freedonia.", start=60),),
            ),
        ),
        warnings=(
            Warning(
                id="warning-1",
                what="the harbour will be closed",
                by="Sylvania",
                to="Freedonia",
                condition="if the fleet sails",
                support=1,
                confidence=0.7,
                mentions=(mention("If the fleet sails, we close the harbour.", start=120),),
            ),
        ),
        disputes=(
            Dispute(
                id="dispute-1",
                about="fishing rights",
                parties=("Freedonia", "Sylvania"),
                support=1,
                confidence=0.6,
                positions=(Position(party="Sylvania", stance="calls the fishing theft", mentions=(0,)),),
                mentions=(mention("Sylvania calls the fishing theft.", start=200),),
            ),
        ),
        consensus=Consensus(
            basis="stated",
            title="Two-point consensus",
            points=(
                Point(
                    number=1,
                    text="The dams\nshall open.",
                    mentions=(Quote(article="002", char_interval=again.char_interval, quote=again.quote),),
                    items=("agreement-1",),
                    reported_by=("001", "002"),
                ),
                Point(number=2, text="Talks go on.", mentions=()),
            ),
        ),
        disagreements=(
            Disagreement(
                about="how many dams",
                items=("agreement-1",),
                claims=(
                    Claim(article="001", char_interval=Interval(start=0, end=4), quote="Both", value="two dams"),
                    Claim(article="002", char_interval=Interval(start=0, end=3), quote="All", value="all dams"),
                ),
            ),
        ),
        skipped=(
            SkippedPart(path="photo.jpg", reason="neither .txt nor .md"),
            SkippedPart(path="a_wire.txt", reason="cut off", char_interval=Interval(start=300, end=340)),
        ),
        manifest=manifest(),
    )
