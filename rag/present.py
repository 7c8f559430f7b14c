"""The contract's JSON objects, made of the domain's types."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast, overload

from rag.archive_types import Annotation, ArticlePage, Facets, QuoteNote
from rag.contract import (
    AnnotationReply,
    AnswerReply,
    ArticleReply,
    ArticlesReply,
    ArticleSummary,
    CheckReply,
    CitationReply,
    ClaimReply,
    CoverageReply,
    FacetReply,
    LineReply,
    ListedArticle,
    NearestReply,
    Origin,
    PassageReply,
    PeriodReply,
    PublishedReply,
    QuestionReply,
    QuoteNoteReply,
    RefusalReply,
    SentenceReply,
    ShortReply,
)
from rag.desk_contract import CheckedReply, StandingReply
from rag.types import (
    Answer,
    Article,
    Check,
    CheckedSentence,
    Citation,
    Claim,
    Coverage,
    Hit,
    Line,
    Passage,
    Period,
    Published,
    Question,
    Refusal,
    Sentence,
    Short,
    Standing,
)


def answer_object(answer: Answer) -> AnswerReply:
    """The answer object of ``POST /api/ask``."""
    return {
        "status": answer.status,
        "answer": answer.text,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "citations": [citation_object(citation) for citation in answer.citations],
        "refusal": _refusal(answer.refusal) if answer.refusal else None,
        "short": _short(answer.short) if answer.short else None,
        "claims": [_claim(claim) for claim in answer.claims],
        "others": list(answer.others),
        "question": question_object(answer.question),
        "answerer": {
            "kind": answer.answerer.kind,
            "model": answer.answerer.model,
            "note": answer.answerer.note,
        },
        "timings": {
            "retrieval_s": answer.timings.retrieval_s,
            "first_token_s": answer.timings.first_token_s,
            "written_s": answer.timings.written_s,
            "total_s": answer.timings.total_s,
        },
    }


def citation_object(citation: Citation) -> CitationReply:
    """A citation with its number."""
    return {"n": citation.n, **nearest_object(citation)}


def nearest_object(citation: Citation) -> NearestReply:
    """A citation without a number, as the nearest articles of a refusal are."""
    passage = citation.passage
    return {
        **_origin(passage),
        "author": passage.author,
        "url": passage.url,
        "passage": passage.text,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "copies": list(passage.copies),
        "gone": passage.gone,
        "days": [{"text": words, "value": day.isoformat()} for words, day in citation.days],
    }


def checked_object(checked: CheckedSentence) -> CheckedReply:
    """One sentence of ``POST /api/check``."""
    return {
        "text": checked.text,
        "start": checked.start,
        "end": checked.end,
        "support": checked.support,
        "checks": [_check(check) for check in checked.checks],
        "citations": [citation_object(citation) for citation in checked.citations],
    }


def standing_object(standing: Standing) -> StandingReply:
    """One question of ``GET /api/standing``."""
    return {
        "id": standing.id,
        "question": standing.question,
        "added": standing.added,
        "asked": standing.asked,
        "status": standing.status,
        "new": standing.new,
        "findings": [
            {"found": f.found, "new": f.new, "citation": cast(NearestReply, f.citation)} for f in standing.findings
        ],
    }


def _origin(passage: Passage) -> Origin:
    return {
        "article_id": passage.article_id,
        "file": passage.file,
        "record": passage.record,
        "title": passage.title,
        "source": passage.source,
        "published": published_object(passage.published),
    }


def published_object(published: Published | None) -> PublishedReply | None:
    """A date with its precision and evidence, or null where the article does not say."""
    if published is None:
        return None
    return {"value": published.value, "precision": published.precision, "evidence": published.evidence}


def question_object(question: Question) -> QuestionReply:
    """How the question was read; ``from`` and ``to`` as YYYY-MM-DD."""
    period = question.period
    return {
        "asked": question.asked,
        "standalone": question.standalone,
        "from": _day(period.first_day) if period else None,
        "to": _day(period.last_day) if period else None,
        "source": question.source,
        "tag": question.tag,
        "period": _period(period) if period else None,
        "language": question.language,
    }


def hit_object(hit: Hit) -> PassageReply:
    """One passage of ``GET /api/search``."""
    passage: Passage = hit.passage
    return {
        **_origin(passage),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
    }


def _line_object(article: Article, line: Line) -> LineReply:
    shown: LineReply = {"start": line.start, "end": line.end, "label": line.label}
    if read := article.labels_read.get(article.draft.words(line)):
        shown["read"] = read
    return shown


@overload
def article_object(article: Article, *, full: Literal[True]) -> ArticleReply: ...


@overload
def article_object(article: Article, *, full: Literal[False]) -> ArticleSummary: ...


def article_object(article: Article, *, full: bool) -> ArticleReply | ArticleSummary:
    """An article, with its text, lines and passages when ``full``."""
    draft = article.draft
    summary: ArticleSummary = {
        "article_id": article.article_id,
        "file": article.file,
        "record": draft.record,
        "title": draft.title,
        "source": draft.source,
        "author": draft.author,
        "agency": draft.agency,
        "url": draft.url,
        "published": published_object(draft.published),
        "updated": published_object(draft.updated),
        "language": draft.language,
        "format": draft.format,
        "copies": list(article.copies),
        "superseded_by": article.superseded_by,
        "gone": article.gone,
        "warnings": list(draft.warnings),
        "read": dict(article.read),
    }
    if not full:
        return summary
    return {
        **summary,
        "text": draft.text,
        "lines": [_line_object(article, line) for line in draft.lines],
        "passages": [{"n": chunk.n, "start": chunk.start, "end": chunk.end} for chunk in article.chunks],
        "notes": list(draft.notes),
    }


def page_object(page: ArticlePage, language: str) -> ArticlesReply:
    """One page of ``GET /api/articles``."""
    return {
        "articles": [_listed(article, page) for article in page.articles],
        "total": page.total,
        "facets": facets_object(page.facets) if page.facets is not None else None,
        "notes": [en if language == "en" else fr for fr, en in page.notes],
    }


def _listed(article: Article, page: ArticlePage) -> ListedArticle:
    annotation = page.annotations.get(article.article_id) or Annotation(article.article_id)
    return {
        **article_object(article, full=False),
        "tags": list(annotation.tags),
        "starred": annotation.starred,
        "note": annotation.note,
        "excerpts": [
            {"start": part.start, "end": part.end, "text": part.text, "marks": list(part.marks)}
            for part in page.excerpts.get(article.article_id, ())
        ],
    }


def facets_object(facets: Facets) -> dict[str, list[FacetReply]]:
    """The values of each facet with their numbers of articles."""
    return {name: [{"value": value, "count": count} for value, count in values] for name, values in facets.items()}


def annotation_object(annotation: Annotation) -> AnnotationReply:
    """What readers put on an article."""
    return {
        "article_id": annotation.article_id,
        "tags": list(annotation.tags),
        "starred": annotation.starred,
        "note": annotation.note,
        "version": annotation.version,
        "changed": annotation.changed,
        "quotes": [_quote_note(quote) for quote in annotation.quotes],
    }


def _quote_note(quote: QuoteNote) -> QuoteNoteReply:
    return {
        "start": quote.start,
        "end": quote.end,
        "quote": quote.quote,
        "starred": quote.starred,
        "note": quote.note,
        "version": quote.version,
        "changed": quote.changed,
    }


def coverage_object(coverage: Coverage) -> CoverageReply:
    """What the archive holds."""
    return {
        "articles": coverage.articles,
        "from": coverage.first,
        "to": coverage.last,
        "sources": list(coverage.sources),
    }


def _sentence(sentence: Sentence) -> SentenceReply:
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "support": sentence.support,
        "repaired": sentence.repaired,
        "checks": [_check(check) for check in sentence.checks],
    }


def _check(check: Check) -> CheckReply:
    return {"name": check.name, "passed": check.passed, "detail": check.detail}


def _refusal(refusal: Refusal) -> RefusalReply:
    return {
        "cause": refusal.cause,
        "reason": refusal.reason,
        "nearest": [nearest_object(citation) for citation in refusal.nearest],
        "coverage": coverage_object(refusal.coverage),
    }


def _period(period: Period) -> PeriodReply:
    return {"text": period.text, "precision": period.precision, "start": period.span[0], "end": period.span[1]}


def _day(ordinal: int | None) -> str | None:
    return dt.date.fromordinal(ordinal).isoformat() if ordinal else None


def _short(short: Short) -> ShortReply:
    return {"text": short.text, "citation": short.citation, "start": short.start, "end": short.end}


def _claim(claim: Claim) -> ClaimReply:
    return {
        "value": claim.value,
        "kind": claim.kind,
        "score": claim.score,
        "citation": claim.citation,
        "published": claim.published,
    }
