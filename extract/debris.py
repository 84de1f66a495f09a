"""What a web page leaves around an article: buttons, links, tags, credits, adverts. Known by form, one line at a time.

A line counts as debris only if nothing is lost with it: a caption that says something in a full sentence is not debris.
"""

import re

from extract.credits import is_credit
from extract.dates import is_date_line


def _forms(*forms: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(forms) + ")", re.IGNORECASE)


_ADDRESS = _forms(
    r"(?:[\w ]{1,20}:\s*)?(?:https?://|www\.)\S+",
    r"(?:[\w ]{1,20}:\s*)?[\w.+-]+@[\w-]+\.[\w.-]+",
    r"[\w.-]{1,60}\.(?:com|org|net)/\S*",
    r"!?\[[^\]]*\]\([^)]*\)",  # a picture or a link in Markdown
)
_BUTTON_WORDS = set(
    "share this post article story page on via by to with and or button buttons facebook fb twitter x tweet whatsapp"
    " telegram linkedin reddit pinterest pin it instagram youtube tiktok threads bluesky mastodon messenger line wechat"
    " weibo flipboard email e-mail mail print copy link url save bookmark comment comments like follow us send a friend"
    " more menu sections search home login log sign up in out register subscribe close open next previous prev back top"
    " continue reading read full show hide all toggle caption loading play pause mute watch listen live download embed"
    " transcript pdf rss feed options".split()
)
_LABEL = _forms(
    r"share(?: (?:this|post|article|story|on|via)\b.{0,20}?)?\s?[:：]",
    r"(?:tags?|topics?|keywords?|categor(?:y|ies)|filed under|labels|related(?: \w+)?)\s?[:：]",
    r"(?:read(?: more| also| next)?|also read|see(?: also| more)|most read|recommended|trending(?: now)?)\s?[:：]",
    r"more (?:on this|like this|from|to the).{0,20}?\s?[:：]",
    r"(?:next|previous|prev)(?: article| post| story| up)?\s?[:：]",
    r"(?:watch|listen)(?: live| now| also| more)?\s?[:：]",
    r"(?:comments|follow us|subscribe|advertisement|sponsored|explore more|full (?:time|programme).{0,20}?)\s?[:：]",
)
_FILE_HEADER = _forms(
    r"(?:source|outlet|publication|publisher|author|byline|url|link|section|language|date|published|retrieved)\s?:\s"
)
_LINK_LIST = _forms(
    r"more (?:like this|on this(?: stor| top|$)|from (?:the |our |this )|stories|news$)",
    r"related (?:articles?|stor(?:y|ies)|content|topics?|posts?|news|coverage|links?|reading)\b",
    r"you (?:may|might) (?:also )?(?:like|be interested)\b",
    r"recommended(?: for you| stories| reading)?$",
    r"most (?:read|popular|viewed|shared|watched)\b",
    r"trending\b",
    r"(?:read|see|watch) (?:more|next|also)\b",
    r"also (?:read|see|on)\b",
    r"latest (?:news|stories|headlines)\b",
    r"(?:editors?[’']?s? )picks\b",
    r"top stories\b",
    r"don[’']t miss\b",
    r"what to read next\b",
    r"continue reading\b",
)
_PAGE_PART = _forms(
    r"back to |skip to |scroll |loading\b|sort by|updates at|print version",
    r"leave a (?:comment|reply)|comments \(\d|\(?\d[\d,.]*\s+(?:comments?|views|shares|likes|replies)\b",
    r"listen (?:to this|again|now|live)|(?:gift|save|print|cite|email) this",
    r"add to .{0,20}(?:saved|favou?rites|list)",
    r"\d+[ -]min(?:ute)?s? (?:read|listen|watch)|reading time",
    r"advertisement|sponsor(?:ed)? (?:content|message)|paid (?:content|post)|story continues",
    r"play (?:video|audio)|show (?:more|less)|view (?:all|comments)|get the app",
    r"terms (?:of (?:use|service)|and conditions)|privacy (?:policy|notice)|licensing|purchase licen[cs]",
    r"cookie|accept (?:all|cookies)|manage (?:cookies|preferences)",
    r"©|\(c\) ?\d{4}|copyright(?:\s*[©\d]| notice|$)|all rights reserved",
    r"full (?:programme|transcript|video) (?:and|here)",
    r"(?:next|previous|older|newer) (?:article|story|post|page)s?\b",
)
_NEXT = re.compile(r"(?:NEXT|PREV(?:IOUS)?)(?=\s+[A-Z“\"‘'])|[»«←→<>]+\s|.*\s[»→>]+$")
_PLEA = _forms(
    r"(?:please )?(?:sign up|subscribe|register|log ?in|click|tap|follow us|join (?:us|our)|download (?:the|our))\b",
    r"get (?:our|the|your) .{0,40}(?:newsletter|briefing|inbox|app|alerts?)\b",
    r"(?:enter your|support (?:our|independent)|donate|become a (?:member|subscriber))\b",
    r"(?:put (?:a )?like|like and|share this|send us|write to us|contact us|have your say|tell us|start your)\b",
)
_PLEA_FOR = _forms(
    r"\b(?:newsletters?|e-?mails?|inbox|app|channels?|podcasts?|alerts?|notifications?|updates|account|free|trial)\b",
    r"\b(?:facebook|twitter|telegram|whatsapp|youtube|instagram|here|friends|comments?|subscri\w+|code)\b",
)
_ABOUT_THE_PAGE = _forms(
    r"(?:your|this|the) (?:device|browser|video|audio|player|content|media)\b.{0,30}?\b(?:"
    r"(?:does not|doesn[’']t|not) support|can(?: ?not|[’']t) (?:be played|play)"
    r"|(?:is|are) (?:not available|unavailable))",
    r"(?:we|this (?:web)?site|our partners) uses? cookies",
    r".{0,30}\benable javascript",
    r"(?:this|the) (?:article|story|post|page) (?:is in [A-Z]\w+$|is for information)",
    r"(?:this|the) (?:article|story|post|page) (?:was|is|has been) (?:originally|automatically|translated by)\b",
    r"this (?:article|story|report|post|text|page|transcript) (?:is|was|has been) (?:also |first )?"
    r"(?:published|written|produced|translated|generated|updated|sponsored|edited|corrected)\b",
    r"you (?:have|[’']ve) .{0,30}\barticles? (?:left|remaining)",
    r"the (?:writer|author) (?:is|was|covers|teaches|writes|reports)\b",
    r".{0,60}\ball rights reserved",
)
_CAPTION = _forms(
    r"[(\[]?(?:(?:image|photo|picture|video|file|media)s?\s*)?(?:caption|subtitle)s?\b",
    r"[(\[]?(?:photo|picture|video|image|illustration|watch)s?\s*:",
    r"\[(?:image|interactive|photo|map|graphic)",
    r"add text to the (?:video|image|picture)",
)
_SAYS_SOMETHING = _forms(
    r"\b(?:sa(?:id|ys|ying)|told|tells|warn\w*|urg\w*|agree\w*|call(?:s|ed|ing) (?:for|on)|demand\w*|accus\w*)\b",
    r"\b(?:reject\w*|den(?:y|ies|ied)|threaten\w*|ask(?:s|ed)|insist\w*|pledg\w*|vow\w*|promis\w*|condemn\w*)\b",
    r"\b(?:critici[sz]\w*|must|will|should)\b",
)
_ASIDE = re.compile(r"[(\[]\s*[\w’'-]+(?:[ ,.]+[\w’'-]+){0,2}[.]?\s*[)\]][.]?")
_FINAL = re.compile(r"[.!?…][\"'”’»)\]]*$")
_NO_WORD = re.compile(r"^[^\w#@]+|\W+$")
_SEPARATOR = re.compile(r"\s[|·•/]\s|\s*\|\s*")


def is_debris(line: str) -> bool:
    """Whether a whole line or paragraph of a text file belongs to the page and not to the article."""
    words = line.split()
    if is_fragment(line) or is_date_line(line) or _is_buttons(words) or _is_bar(line):
        return True
    if _CAPTION.match(line):
        return not is_caption_with_news(line)
    if is_credit(line) or _is_plea(line, words) or (_ABOUT_THE_PAGE.match(line) and len(words) <= 30):
        return True
    if _LABEL.match(line):
        return not _FINAL.search(line) or line.split(":")[0].isupper() or len(words) <= 12
    if len(words) > 25 or (_FINAL.search(line) and len(words) > 4):
        return False
    if _LINK_LIST.match(line) or _PAGE_PART.match(line) or (_FILE_HEADER.match(line) and len(words) <= 12):
        return True
    return _NEXT.match(line) is not None and not line.isupper()


def is_fragment(sentence: str) -> bool:
    """Whether a sentence is nothing but marks, an address, a stage direction or a credit ("(Laughter.)", "--")."""
    if not any(map(str.isalnum, sentence)):
        return True
    if len(sentence) > 200:
        return False
    bare = sentence.strip("-–—*•? \t")
    if _ADDRESS.fullmatch(bare) or _ASIDE.fullmatch(bare):
        return True
    return is_credit(bare) and not is_caption_with_news(bare)


def opens_link_list(line: str) -> bool:
    """Whether headlines of other articles may follow the line ("More like this")."""
    return len(line.split()) <= 8 and _LINK_LIST.match(line) is not None


def is_caption_with_news(line: str) -> bool:
    """Whether the line is a caption that says something: a full sentence, or what somebody said or will do."""
    if not _CAPTION.match(line) or is_credit(line) or len(line.split()) < 6:
        return False
    is_sentence = _FINAL.search(line) is not None and line[-1] not in ")]"
    return is_sentence or _SAYS_SOMETHING.search(line) is not None


def _is_buttons(words: list[str]) -> bool:
    bare = [_NO_WORD.sub("", word).lower() for word in words[:21]]
    named = [word for word in bare if word and not word.isdigit()]
    if len(words) > 20 or not named:
        return False
    return all(word in _BUTTON_WORDS or word.startswith(("#", "@")) for word in named)


def _is_bar(line: str) -> bool:
    """A row of links: "Print version | Back to list", "Iran · Sanctions · Geneva"."""
    parts = [part.split() for part in _SEPARATOR.split(line) if part.strip()]
    return len(parts) > 2 and not _FINAL.search(line) and all(len(part) <= 4 for part in parts)


def _is_plea(line: str, words: list[str]) -> bool:
    """ "Sign up for our newsletter." Without a full stop the first words are enough."""
    if len(words) > 25 or not _PLEA.match(line):
        return False
    return _PLEA_FOR.search(line) is not None or not _FINAL.search(line)
