"""Words that say what a name is the name of: an office before it, an institution or a paper at its end, and words
that are capitalised and are no part of a name."""

#: Words that name an office or a rank. They stand before a name and are no part of it.
ROLES = frozenset(
    "secretary state president prime minister foreign defence defense finance trade interior chancellor premier "
    "ambassador envoy special representative spokesman spokeswoman spokesperson ministry mr mrs ms dr sir lord lady "
    "general gen admiral adm colonel col senator sen rep congressman king queen prince princess sheikh crown emir "
    "governor mayor deputy vice chief leader adviser advisor national security public treasury commerce director "
    "chairman chairwoman chair commissioner high supreme party politburo member state-councillor councillor "
    "undersecretary under assistant attorney justice home affairs external economic energy climate negotiator "
    "professor prof analyst former then-president ex-president acting commander marshal captain judge speaker "
    "archbishop pope ayatollah imam counterpart diplomat official officials delegation government administration "
    "treasury-secretary american top senior".split()
)
#: Last words of a paper's or a station's name: it reports on parties and is none, whatever nation is in its name.
MEDIA = frozenset(
    "times post news journal herald tribune daily globe guardian telegraph gazette chronicle weekly magazine "
    "television tv radio broadcasting reuters bloomberg bbc cnn nbc cbs abc afp politico axios economist".split()
)
#: Last words of the name of a school or of scholars: they study what parties do, and act for none.
SCHOOLS = frozenset("university institute center centre school college".split())
#: Heads of names that are an institution's, not a person's.
INSTITUTIONS = (
    MEDIA
    | SCHOOLS
    | frozenset(
        "ministry department house congress parliament government administration embassy senate office council "
        "commission kremlin pentagon army navy force forces police court bank agency assembly cabinet duma knesset "
        "guard treasury corporation company group association foundation party union committee".split()
    )
)
#: Offices that stand right before their holder's name, also behind an institution's: "Central Bank Governor Hale". What
#: else stands in ROLES is a word of an office ("foreign") or a name of its own ("King").
HEADS = frozenset(
    "secretary president minister premier chancellor ambassador envoy representative spokesman spokeswoman "
    "spokesperson governor mayor chief leader adviser advisor director chairman chairwoman commissioner councillor "
    "councilor counsellor counselor undersecretary negotiator coordinator commander executive secretary-general "
    "under-secretary-general director-general commander-in-chief".split()
)
#: Last words of what an office alone is for: "Under Secretary for Political Affairs Hale".
OFFICIAL_REMITS = frozenset("affairs policy".split())
#: The same with words that name other things, too, behind which only a whole name is the holder's.
REMITS = OFFICIAL_REMITS | frozenset(
    "commission committee council office department bureau rights relations cooperation development "
    "industry technology reform resources environment health education culture agriculture labour labor planning "
    "economy transport infrastructure investment science security trade east".split()
)
#: Last words of what parties hold, sign and announce: an office before it makes no person of it ("the US-China Defense
#: Policy Coordination Talks").
THINGS = frozenset(
    "talks dialogue dialogues consultations negotiations meeting summit forum conference agreement agreements accord "
    "treaty pact act plan initiative statement declaration communique resolution protocol convention framework "
    "mechanism strategy programme program project fund order report".split()
)
#: Last words of a geographic name that a nation's word may stand in ("South China Sea", "Taiwan Strait").
GEOGRAPHY = frozenset("sea ocean strait straits canal peninsula desert basin river".split())
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
#: Words that are capitalised where they open a sentence ("But Mr. Hale said"), and are part of no name.
OPENERS = frozenset(
    "but and or nor yet so in on at as for from with without by to of over under amid during after before since until "
    "while when whenever where if unless because though although however despite besides between among against "
    "according that this these those there then now meanwhile also both even only still not no he she it they we you i "
    "his her its their our my your what who why how which perhaps maybe once later earlier instead indeed today "
    "yesterday tomorrow tonight recently finally first last next soon".split()
)
#: Words across which a nation says nothing of a name: "in Norway with [Hale]".
LINKS = frozenset(
    "and or but in on at with to from for as told met by against than that said between since during before after "
    "about over into through under without near upon toward towards among amid despite until while when where who "
    "which whose the a an his her its their our my this these is are was were has have had will would be been".split()
)
