"""The stated list is found in whatever form it is printed, whole and in order, and nothing else is taken for it.

In the cases below "[[" and "]]" stand around each point that must be found, and are not part of the article.
"""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.articles import Article, article_from_text
from extract.consensus import find_consensus, find_stated_lists
from extract.consensus.marks import CARDINALS

STORY = (
    "KELDRA, 4 June - The foreign ministers of Ostravia and Melundia met on Tuesday for the first time in six years,"
    " in a castle above the river that divides their countries, and talked until long after midnight.\n\n"
)
AFTER = (
    "\n\nThe ministers left without taking questions. Shops in the border town stayed open late, and residents said they"
    " had seen too many such meetings to expect much of this one.\n"
)


def read(marked: str, id: str = "001") -> tuple[Article, list[str]]:
    """An article without its brackets, and what stands in them."""
    expected = [point for point in re.findall(r"\[\[(.*?)\]\]", marked, re.DOTALL)]
    return article_from_text(marked.replace("[[", "").replace("]]", ""), id=id), expected


def points_of(article: Article) -> list[str]:
    lists = find_stated_lists(article)
    return [point.interval.of(article.text) for point in lists[0].points] if lists else []


POSITIVE = {
    "bullets below a heading with a number word": """
Four-point consensus

• [[Both sides agreed to reopen the two bridges at Keld. Repairs will be paid for in equal parts.]]
• [[The two sides will exchange the maps of all minefields along the river.]]
• [[The United Nations will be asked to watch the crossing points.]]
• [[Ministers will meet every three months. The next meeting is to be held in Melundia.]]
""",
    "numbered lines below a sentence with a number word": """
The two delegations reached a three-point consensus late at night, a joint spokesman said.

1. [[A hotline between the two army staffs will be switched on by July.]]
2. [[Fishing boats may cross the median line in daylight.]]
3. [[Prisoners who are ill or older than sixty go home first.]]
""",
    "numbers with one parenthesis": """
After a last session the ministers agreed on five points:

1) [[Customs posts open at six in the morning.]]
2) [[Lorries with food are not searched.]]
3) [[The railway to Orl is repaired.]]
4) [[Each country pays for its own side.]]
5) [[A commission settles what remains.]]
""",
    "numbers in parentheses, with blank lines": """
The talks ended with the following three outcomes:

(1) [[Visas will be issued within ten days.]]

(2) [[Families divided by the border may meet once a month.]]

(3) [[A joint commission on water will begin its work in autumn. It will report to both parliaments.]]
""",
    "digits in the heading": """
7-point plan

- [[Ceasefire along the whole line]]
- [[Withdrawal of heavy guns by twenty kilometres]]
- [[Return of the displaced]]
- [[Exchange of all prisoners]]
- [[Opening of the road to Keld]]
- [[Joint patrols on the river]]
- [[Monthly meetings of the commanders]]
""",
    "first, second, third as paragraphs": """
According to the communique, Ostravia and Melundia agreed on three points.

[[First, both countries will withdraw their guards by two kilometres. The strip between them stays empty.]]

[[Second, the two governments will open a school for children of both languages.]]

[[Third, they will ask neighbouring states for loans.]]
""",
    "first, second, third in one paragraph": """
Both ministers described the result in the same words. The two sides reached a three-point understanding. [[First, the
dam at Orl will be run by engineers of both countries.]] [[Second, water will be shared by half in dry years. In wet
years the lower country takes what it needs.]] [[Third, disputes go to a panel of three judges.]]
The Ostravian minister said afterwards that he was tired.
""",
    "first, second, third in one sentence": """
The two sides agreed on three points: first, [[to halt the drilling in the bay]]; second, [[to share all soundings made
since 2010]]; and third, [[to let a court draw the line.]] Nobody knows when the court will sit.
""",
    "a sentence a point after a colon, firstly and secondly": """
The four-point agreement reads as follows. [[Firstly, the parties renounce the use of force.]] [[Secondly, the parties
recognise the border of 1921.]] [[Thirdly, trade in grain is free of duty.]] [[Finally, embassies reopen on 1 September.]]
""",
    "one and two with a colon": """
The joint statement lists three commitments.

One: [[Ostravia and Melundia will open their airspace to each other's airlines.]]

Two: [[they will recognise each other's diplomas.]]

Three: [[they will hold a joint census of the border towns.]]
""",
    "point one, point two": """
What the two governments agreed upon is short.

Point one: [[The two countries will lift the ban on each other's newspapers.]]

Point two: [[Reporters of both countries will be accredited without delay.]]

Point three: [[The two press councils will meet once a year.]]
""",
    "numbers in brackets in running text": """
In a joint declaration the two sides announced five agreements: (1) [[a ceasefire from midnight]]; (2) [[free passage for
ambulances]]; (3) [[an exchange of the fallen]]; (4) [[talks on the status of Orl]]; and (5) [[a hotline between the
commanders.]] The guns fell silent at one in the morning.
""",
    "numbers with full stops in running text": """
The two sides agreed on three measures: 1. [[Trains will run again from Monday.]] 2. [[The toll on the bridge is
abolished.]] 3. [[Police will work together against smugglers.]]
""",
    "a blank line between points, hard-wrapped lines": """
The parties reached agreement on four measures:

 *  [[Both parties will take down the fences that were put
    up last winter between the villages of Upper and Lower
    Keld, and will mark the border with stones.]]

 *  [[The two parties will share the pastures in summer.
    Ostravian herds will use the northern slope and Melundian
    herds the southern one.]]

 *  [[A vet from each country will look at the herds.]]

 *  [[The parties meet again in October.]]
""",
    "captions and debris between points": """
Five-point consensus

• [[Both sides agreed to keep the corridor to the sea open at all times.]]

image source,Harbour Pictures

• [[Both sides agreed to sweep the harbour for mines.]]

Image caption,A minesweeper at anchor off Orl

• [[The two sides will pay the pilots together.]]

Share
Tweet

• [[The two sides will publish the depth of the channel.]]

Advertisement

• [[The two sides will review the arrangement in a year.]]
""",
    "an announcement above a heading and a lead-in": """
In the words of both spokesmen, the two delegations reached a three-point consensus.

What they wrote down

The text was read out in two languages:

– [[Students of either country pay the fees that natives pay.]]
– [[Universities exchange forty teachers a year.]]
– [[A common textbook of history is written.]]
""",
    "joint statements under a heading without a number": """
What was agreed

- [[The two sides will set up a fund for flooded villages.]]
- [[The two sides will warn each other before they open a sluice.]]
- [[Melundia will send pumps.]]
- [[Both sides agreed to train divers together.]]
""",
    "joint statements without any announcement": """
The ministry published its account at dawn.

• [[Ostravia and Melundia agreed to reopen consulates in each other's ports.]]
• [[The two sides will resume the ferry between Orl and Tamm before the summer.]]
• [[Both sides welcomed the release of the crew.]]
""",
    "machine-translated, with a point of several sentences": """
The spokesman introduced to the media that through consultation, the two sides have formed a four-point important
consensus:

1、[[The two sides agree to maintain the good momentum of exchanges. Strategic communication is to be carried out on
time.]]
2、[[Both sides agree to deepen practical cooperation in border trade. The cold chain is to be built.]]
3、[[Both sides agree to push the negotiation on the river forward.]]
4、[[Both sides agree to organize well the year of youth.]]
""",
    "twelve points in words": "\nThe two governments signed a twelve-point agreement.\n\n"
    + "\n".join(
        f"{number}. [[In the year {2030 + number} the {what} of both countries come under one roof.]]"
        for number, what in enumerate(
            "railways,posts,harbours,lighthouses,ferries,archives,museums,forests,mines,mints,canals,banks".split(","), 1
        )
    )
    + "\n",
    "letters": """
Negotiators settled on three common positions, officials of both countries said:

a) [[No new settlements are built in the valley.]]
b) [[Those that stand are left alone.]]
c) [[Wells are open to everyone.]]
""",
    "titles with a paragraph each": """
The two countries agreed on three areas of cooperation:

1. [[Energy

Both countries will join their grids at two places. The work begins in spring.]]

2. [[Health

Hospitals on either side will treat patients of both countries.]]

3. [[Transport

A second track will be laid between the two capitals.]]
""",
    "paragraphs that have lost their bullets": """
Three-point consensus

[[The two sides agreed to free all fishermen within a week.]]

[[The two sides will return boats and nets. What has been sold will be paid for.]]

[[Both sides will keep their patrol boats in port at night.]]
""",
    "clauses with semicolons": """
The two sides reached a four-point understanding: [[to end the broadcasts across the river]]; [[to remove the loudspeakers]];
[[to let the old market open on Sundays]]; and [[to talk again before the harvest.]]
""",
    "a heading in capitals and a Markdown list": """
## FIVE POINTS AGREED BY BOTH SIDES

1. [[**Border:** both sides will mark it anew.]]
2. [[**Water:** both sides will share it.]]
3. [[**Roads:** both sides will repair them.]]
4. [[**Schools:** both sides will open them.]]
5. [[**Graves:** both sides will tend them.]]
""",
    "two lists of bullets, of which one is a list of demands": """
Ostravia's four demands

• An apology for the shelling of Orl
• Payment for the burnt mill
• The return of the archive
• A new border post

What both sides agreed on: three points

• [[The mill will be rebuilt with money of both countries.]]
• [[Historians of both countries may use the archive.]]
• [[The old border post is shared.]]
""",
    "sub-points below the points": """
The two sides agreed on two measures:

1. [[Both sides will reopen the crossings:
   - Keld in May
   - Orl in June]]
2. [[Both sides will lower the fees:
   - for cars by half
   - for lorries by a third]]
""",
    "a point that was quoted before": """
“Both sides will close their camps before winter.” Nobody had expected that line.

The two sides reached a three-point consensus:

• [[Both sides will close their camps before winter.]]
• [[The two sides will let the Red Cross in.]]
• [[Letters will be delivered.]]
""",
}

NEGATIVE = {
    "key points at the top": """Ministers of Ostravia and Melundia agree to reopen bridge

Key points
• The two sides will reopen the bridge at Keld
• Both sides agreed to meet again
• The two countries have not spoken for six years

""",
    "starred key points without a heading": """Ostravia, Melundia agree on five points after night of talks

* Ministers met for eleven hours
* Bridge at Keld to reopen
* No word on prisoners
* Ostravian markets up 2%
* Next round in autumn

""",
    "one side's demands": """
Melundia repeated its five demands:

1. Ostravia must withdraw from the island.
2. Ostravia must pay for the dam.
3. The two sides must sign a treaty.
4. The prisoners must be freed.
5. The court must decide.
""",
    "one side's proposal in the language of both": """
The Ostravian president put forward a three-point proposal. First, the two sides should respect each other. Second, the
two sides should open their markets. Third, both sides should speak with one voice at the United Nations.
""",
    "points that one speaker made": """
The minister made three points. First, the river is not a border. Second, the dam is unsafe. Third, patience has an end.
""",
    "one country's peace plan": """
Melundia's four-point plan

- Ceasefire
- Withdrawal of all guns
- A vote in Orl
- Payment for the damage
""",
    "an analyst's reasons": """
There are three reasons for this, said Petra Holm of the Tamm Institute. First, both countries are broke. Second, both
governments face elections. Third, each other's markets are all they have.
""",
    "what the two sides disagree on": """
The two sides failed to agree on four points:

- the border at Orl
- the price of water
- the prisoners
- the dam
""",
    "sticking points": """
Four sticking points remain between the two sides:

• The two sides differ over the border at Orl.
• The two sides differ over the price of water.
• The two sides will not discuss the prisoners.
• The two sides have no common map.
""",
    "a recipe": """
The dinner

1. Peel the potatoes and boil them in salted water.
2. Fry the onions until they are brown.
3. Add the cream and let it simmer.
4. Serve with dill.
""",
    "related headlines": """
More on this story

• Ostravia and Melundia agree to talks
• The two sides that never met
• Why both sides need the river
• Five points to watch
""",
    "navigation": """
Home
World
Politics
Business
Sport
""",
    "a single point": """
The two sides reached a consensus:

• The two sides will meet again.
""",
    "more than twenty points": "\nThe two sides agreed on the following:\n\n"
    + "\n".join(f"• The two sides will repair bridge number {number}." for number in range(1, 26))
    + "\n",
    "a number without a list": """
The two sides reached a five-point consensus, state television said. Both sides will meet again in autumn.

The two sides will reopen the bridge. First, however, engineers have to look at it.
""",
    "five takeaways": """
Five takeaways from the talks

1. The two sides will meet again, and that is news.
2. Both sides agreed to nothing that costs money.
3. The two sides kept their red lines.
4. The two countries have new ministers.
5. Both sides blame each other's press.
""",
    "the order of events": """
First, the ministers had breakfast. Second, they looked at the bridge. Then it rained.
""",
}


@pytest.mark.parametrize("case", POSITIVE)
def test_a_stated_list_is_found_whole_and_in_order(case: str) -> None:
    article, expected = read(STORY + POSITIVE[case] + AFTER)
    assert points_of(article) == expected
    assert len(find_stated_lists(article)) == 1


@pytest.mark.parametrize("case", NEGATIVE)
def test_another_list_is_not_taken_for_a_consensus(case: str) -> None:
    before = "" if "at the top" in case or "starred" in case else STORY
    article, _ = read(before + NEGATIVE[case] + (STORY if not before else "") + AFTER)
    assert points_of(article) == []
