"""Maximum-weight matching in a bipartite graph: which of the old goes with which of the new so that most is kept."""

from collections.abc import Mapping

_Edge = tuple[int, int]


def best_pairs(weights: Mapping[_Edge, float]) -> list[_Edge]:
    """Pairs (left, right) whose weights add up to the most, no left and no right twice, sorted.

    `weights` holds the edges that may be taken, with weights above 0. Ties are broken by the order of the vertices
    alone. Each connected part is solved by the Hungarian method (Kuhn 1955) with potentials, in cubic time.
    """
    return sorted(pair for part in _parts(weights) for pair in _assigned(part, weights))


def _parts(weights: Mapping[_Edge, float]) -> list[list[_Edge]]:
    """The edges of each connected component."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(vertex: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(vertex, vertex) != vertex:
            vertex = parent[vertex]
        return vertex

    for left, right in sorted(weights):
        parent[root(("right", right))] = root(("left", left))
    parts: dict[tuple[str, int], list[_Edge]] = {}
    for left, right in sorted(weights):
        parts.setdefault(root(("left", left)), []).append((left, right))
    return list(parts.values())


def _assigned(edges: list[_Edge], weights: Mapping[_Edge, float]) -> list[_Edge]:
    rows = sorted({left for left, _ in edges})
    columns = sorted({right for _, right in edges})
    # Columns of nothing let a row stay alone.
    cost = [
        [-weights.get((left, right), 0.0) for right in columns] + [0.0] * len(rows)
        for left in rows
    ]  # fmt: skip
    taken = _hungarian(cost)
    pairs = [(rows[row], columns[column]) for row, column in enumerate(taken) if column < len(columns)]
    return [pair for pair in pairs if pair in weights]


def _hungarian(cost: list[list[float]]) -> list[int]:
    """For each row its column, so that the costs add up to the least; there are at least as many columns as rows.

    Rows are added one by one, each by a shortest augmenting path; index 0 of the arrays stands for "none".
    """
    count, width = len(cost), len(cost[0])
    of_row, of_column = [0.0] * (count + 1), [0.0] * (width + 1)
    row_at = [0] * (width + 1)
    for row in range(1, count + 1):
        row_at[0], column = row, 0
        least, before, done = [float("inf")] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while row_at[column]:
            done[column] = True
            here, step, following = row_at[column], float("inf"), 0
            for other in range(1, width + 1):
                if done[other]:
                    continue
                reduced = cost[here - 1][other - 1] - of_row[here] - of_column[other]
                if reduced < least[other]:
                    least[other], before[other] = reduced, column
                if least[other] < step:
                    step, following = least[other], other
            for other in range(width + 1):
                if done[other]:
                    of_row[row_at[other]] += step
                    of_column[other] -= step
                else:
                    least[other] -= step
            column = following
        while column:
            row_at[column] = row_at[before[column]]
            column = before[column]
    taken = [0] * count
    for column in range(1, width + 1):
        if row_at[column]:
            taken[row_at[column] - 1] = column - 1
    return taken
