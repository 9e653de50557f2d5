using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Explain;

/// <summary>The result of a search.</summary>
/// <param name="Answers">Changes that make the request verify, confirmed by a compiled verifier; the likeliest first.</param>
/// <param name="Tried">The numbers of tried variants of the request, of keys, of schemas, and of pairs.</param>
internal sealed record SearchResult(IReadOnlyList<Candidate> Answers, (int Requests, int Keys, int Schemas, int Pairs) Tried)
{
    /// <summary>Whether the time limit was reached before all variants were tried.</summary>
    public bool IsCut { get; init; }
}

/// <summary>
/// Searches for changes that make a request verify: single ones first, then pairs. Messages are observed from compiled verifiers,
/// MACs and signatures of them are looked up in the request, and each match is confirmed by the verifier of the changed schema.
/// </summary>
internal sealed class Search : IDisposable
{
    private const int SchemasPerCompilation = 24;
    private const int MaxHits = 12;
    private const int MaxAnswers = 4;

    /// <summary>When the cost per change is at most this value, an answer is reported without searching the schema.</summary>
    private const int LikelyCost = 3;

    private readonly Subject _subject;
    private readonly CallbackKeys _keys; // the configured keys, which most candidates leave unchanged
    private readonly SignatureTable _table; // of the unchanged request
    private readonly Dictionary<string, SignatureTable> _tables = new(StringComparer.Ordinal);
    private readonly SchemaVariants _variants;
    private readonly JsonNode _schema;
    private readonly TimeSpan _limit;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _timed;
    private readonly List<Candidate> _hits = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private (int Requests, int Keys, int Schemas, int Pairs) _tried;
    private bool _mustBeAccepted; // whether the whole request must be accepted, not only its proof

    /// <param name="subject">The request that does not verify.</param>
    /// <param name="compiler">The compiler.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public Search(Subject subject, FeedCompiler compiler, TimeSpan limit, CancellationToken cancellationToken)
    {
        _subject = subject;
        _keys = subject.Keys;
        _limit = limit;
        _cancellationToken = cancellationToken;
        _timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timed.CancelAfter(limit);
        _table = SignatureTable.Of(subject.Sent);
        _schema = JsonNode.Parse(subject.Schema.Text)!;
        _variants = new(compiler, _schema);
    }

    /// <summary>Receives the progress: the current step, and the elapsed fraction of the time limit.</summary>
    public Action<string, double>? Progress { get; init; }

    private bool IsOver => _watch.Elapsed > _limit;

    /// <summary>Runs the search.</summary>
    /// <param name="seen">The verifier's observation of the unchanged request, if it is already known.</param>
    /// <returns>The result; null when there is nothing to search for, because the signature matches.</returns>
    public SearchResult? Run(Observation? seen = null)
    {
        seen ??= _subject.Observe();
        _mustBeAccepted = IsYearsOff(seen);
        return _mustBeAccepted ? RunForTime()
            : seen.IsMatch ? null
            : RunForMessage();
    }

    public void Dispose()
    {
        _timed.Dispose();
        _variants.Dispose();
    }

    private SearchResult RunForMessage()
    {
        var unchanged = new SchemaVariant([], _subject.Feed);
        var same = Try(new([], [], unchanged));
        _seen.Add(same ?? "");
        Tell("the signature's form");
        if (Confirm() is { Count: > 0 } first)
            return Result(first);

        Tell("the request and the keys");
        var requests = Singles(RequestChanges.Of(_subject.Sent, _schema), change => new([change], [], unchanged));
        var keys = Singles(KeyChanges.Of(_subject.Feed, _subject.Others), change => new([], [change], unchanged));
        (_tried.Requests, _tried.Keys) = (requests.Count, keys.Count);
        var second = Confirm();
        if (IsLikely(second))
            return Result(second);

        // Steps without a compiler come first: they take a fraction of a second.
        Tell("pairs");
        if (second.Count == 0)
            Pairs(PairsOfRequestAndKeys(requests, keys, unchanged));
        var pairs = Confirm();
        if (IsLikely(pairs))
            return Result(pairs);

        // An unlikely change of the request may yield the same message as a likely change of the schema.
        Tell("the schema");
        var schemas = SchemaSingles(same);
        var third = Ranked([.. second, .. pairs, .. Confirm()]);
        if (third is [{ Count: 1 }, ..] || IsLikely(third))
            return Result(third);

        Tell("pairs");
        Pairs(PairsWithSchema(requests, keys, schemas));
        if (Ranked([.. third, .. Confirm()]) is { Count: > 0 } fourth)
            return Result(fourth);

        Tell("pairs of the schema");
        SchemaPairs(schemas);
        return Result(Confirm());
    }

    /// <summary>Searches for the unit of a signed time: the signature matches, but the time is years off.</summary>
    private SearchResult RunForTime()
    {
        var changes = Units();
        if (changes.Count > 0 && _variants.FindExtent(IsSame, _cancellationToken))
        {
            foreach (
                var variant in _variants.Compile([.. changes.Select(change => (IReadOnlyList<SchemaChange>)[change])], _cancellationToken)
            )
                Try(new([], [], variant));
        }

        return Result(Confirm());
    }

    private List<SchemaChange> Units() =>
        [
            .. new SchemaChanges(MetaSchema.Load(), _subject.Sent)
                .Of(_schema)
                .Where(change => change.Axis.EndsWith("/unit", StringComparison.Ordinal)),
        ];

    /// <summary>Returns whether a copy of the schema makes the same comparisons as the schema.</summary>
    private bool IsSame(SchemaVariant variant) =>
        KeySet.Build(variant.Feed, _subject.Values, []) is { } keys
        && Observation.WithPlaceholder(variant.Feed, _subject.Sent.ToRequest(), keys, _subject.Clock).Fingerprint()
            == _subject.Observe().Fingerprint();

    private bool IsYearsOff(Observation seen) =>
        seen.Rejection?.VerifiesAt is { } at && (_subject.Clock.GetUtcNow() - at).Duration() > TimeSpan.FromDays(3650);

    private SearchResult Result(List<Candidate> answers) => new(answers, _tried) { IsCut = answers.Count == 0 && IsOver };

    /// <summary>Tries changes one by one, and keeps those that yield a new message or MAC.</summary>
    private List<T> Singles<T>(IEnumerable<T> changes, Func<T, Candidate> candidate)
        where T : Change
    {
        var kept = new List<T>();
        foreach (var change in changes.OrderBy(change => change.Cost))
        {
            if (IsOver)
                break;
            if (Try(candidate(change)) is { } fingerprint && _seen.Add(fingerprint))
                kept.Add(change);
        }

        return kept;
    }

    /// <summary>
    /// Tries changes of the schema one by one. A change that yields the message of a changed request is kept: in combination with
    /// another change it may be the likelier of the two.
    /// </summary>
    private List<SchemaVariant> SchemaSingles(string? unchanged)
    {
        var kept = new List<SchemaVariant>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var changes = new SchemaChanges(MetaSchema.Load(), _subject.Sent).Of(_schema);
        if (IsOver || !InTime(() => _variants.FindExtent(IsSame, _timed.Token)))
            return kept;
        foreach (var batch in changes.Chunk(SchemasPerCompilation))
        {
            if (IsOver || _hits.Count > 0)
                break;
            foreach (var variant in Compile([.. batch.Select(change => (IReadOnlyList<SchemaChange>)[change])]))
            {
                _tried.Schemas++;
                if (Try(new([], [], variant)) is { } fingerprint && fingerprint != unchanged && seen.Add(fingerprint))
                    kept.Add(variant);
            }

            Tell("the schema");
        }

        return kept;
    }

    private static IEnumerable<Candidate> PairsOfRequestAndKeys(List<RequestChange> requests, List<KeyChange> keys, SchemaVariant unchanged)
    {
        foreach (var request in requests)
        {
            foreach (var key in keys)
                yield return new([request], [key], unchanged);
            foreach (
                var other in requests.Where(other =>
                    other.Axis != request.Axis
                    && (
                        other.Order > request.Order || (other.Order == request.Order && string.CompareOrdinal(other.Axis, request.Axis) > 0)
                    )
                )
            )
                yield return new([request, other], [], unchanged);
        }

        // Both orders of two changes of the same text.
        for (var first = 0; first < keys.Count; first++)
        {
            for (var second = 0; second < keys.Count; second++)
            {
                if (first != second)
                    yield return new([], [keys[first], keys[second]], unchanged);
            }
        }
    }

    private static IEnumerable<Candidate> PairsWithSchema(
        List<RequestChange> requests,
        List<KeyChange> keys,
        List<SchemaVariant> schemas
    ) =>
        schemas.SelectMany(schema =>
            requests.Select(request => new Candidate([request], [], schema)).Concat(keys.Select(key => new Candidate([], [key], schema)))
        );

    private void Pairs(IEnumerable<Candidate> pairs)
    {
        var best = int.MaxValue;
        foreach (var pair in pairs.OrderBy(pair => pair.Cost))
        {
            if (IsOver || pair.Cost > best)
                break;
            Try(pair);
            if (_hits.Count > 0)
                best = Math.Min(best, pair.Cost);
            if (++_tried.Pairs % 512 == 0)
                Tell("pairs");
        }
    }

    private void SchemaPairs(List<SchemaVariant> schemas)
    {
        var singles = schemas.Select(variant => variant.Changes[0]).ToList();
        var pairs = singles
            .SelectMany(
                (first, index) =>
                    singles
                        .Skip(index + 1)
                        .Where(second => IsApart(first.Axis, second.Axis))
                        .Select(second => (IReadOnlyList<SchemaChange>)[first, second])
            )
            .OrderBy(pair => pair.Sum(change => change.Cost));
        foreach (var batch in pairs.Chunk(SchemasPerCompilation))
        {
            if (IsOver || _hits.Count > 0)
                break;
            foreach (var variant in Compile(batch))
            {
                _tried.Pairs++;
                Try(new([], [], variant));
            }

            Tell("pairs of the schema");
        }
    }

    private IReadOnlyList<SchemaVariant> Compile(IReadOnlyList<IReadOnlyList<SchemaChange>> changes) =>
        InTime(() => _variants.Compile(changes, _timed.Token)) ?? [];

    /// <summary>Runs a compilation; null when the time limit is reached first.</summary>
    private T? InTime<T>(Func<T?> compile)
    {
        try
        {
            return compile();
        }
        catch (OperationCanceledException) when (!_cancellationToken.IsCancellationRequested)
        {
            return default;
        }
    }

    private static bool IsApart(string first, string second) =>
        first != second
        && !first.StartsWith(second + "/", StringComparison.Ordinal)
        && !second.StartsWith(first + "/", StringComparison.Ordinal);

    /// <summary>Verifies with changes applied, and records matches.</summary>
    /// <returns>A text that identifies the observation; null when the changes do not apply.</returns>
    private string? Try(Candidate candidate)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (candidate.Apply(_subject.Sent) is not { } sent || KeysOf(candidate) is not { } keys)
            return null;
        var seen = Observation.WithPlaceholder(candidate.Schema.Feed, sent.ToRequest(), keys, _subject.Clock);
        // A signature that becomes readable, or a time that becomes plausible, is a difference even when the message is the same.
        var fingerprint = $"{seen.Fingerprint()} {seen.Rejection?.Reason} {seen.Rejection?.Detail}";
        if (IsWanted(seen))
        {
            // A match of the unchanged request is not recorded: the search starts because it does not match.
            _hits.Add(candidate);
            return fingerprint;
        }

        // Without comparisons, the changes themselves identify the observation.
        if (seen.Proofs.Count == 0)
            return $"{seen.Rejection?.Reason} {Fingerprint(sent)} {Fingerprint(candidate.Keys)} "
                + $"{string.Join(';', candidate.Schema.Changes.Select(change => change.What))}";
        var table = TableOf(candidate, sent);
        foreach (
            var match in seen
                .Proofs.SelectMany(proof => Codes.Find(candidate.Schema.Feed, proof, keys, table))
                .OrderBy(match => SignatureReadings.Distance(candidate.Schema.Feed, match))
                .Take(2)
        )
            _hits.Add(candidate with { Match = match });
        return fingerprint;
    }

    private static string Fingerprint(Sent sent) =>
        $"{Convert.ToHexString(SHA256.HashData(sent.Capture.Body.Span))} {sent.Base} {sent.Capture.Target} "
        + $"{string.Join('\n', sent.Capture.Headers.Select(header => $"{header.Name}:{header.Text}"))}";

    private string Fingerprint(IReadOnlyList<KeyChange> changes) =>
        changes.Count == 0
            ? ""
            : string.Join(
                '\n',
                _subject.Feed.Definition.Keys.SelectMany(key =>
                    _subject
                        .Values.Where(value => value.Name == key.Name)
                        .Select(value =>
                            KeySet.Apply(key, value.Text, [.. changes.Where(change => change.Name == key.Name)]) is var (definition, text)
                                ? $"{definition.Encoding} {definition.Prefix} {text}"
                                : ""
                        )
                )
            );

    /// <summary>
    /// Returns the signatures of a changed request. Unwrapping or decoding may change a signature, or reveal one.
    /// </summary>
    private SignatureTable TableOf(Candidate candidate, Sent sent)
    {
        if (
            !candidate.Requests.Any(change =>
                change.Axis is "body:envelope" or "query"
                || change.Axis.StartsWith("header:", StringComparison.Ordinal)
                || (candidate.Requests.Count == 1 && FormText.IsForm(sent.Capture.Body.Span))
            )
        )
            return _table;
        var key = string.Join('\n', candidate.Requests.Select(change => change.What));
        if (!_tables.TryGetValue(key, out var table))
            _tables.Add(key, table = SignatureTable.Of(sent));
        return table;
    }

    private CallbackKeys? KeysOf(Candidate candidate) =>
        candidate.Keys.Count == 0 && ReferenceEquals(candidate.Schema.Feed, _subject.Feed)
            ? _keys
            : KeySet.Build(candidate.Schema.Feed, _subject.Values, candidate.Keys);

    /// <summary>Confirms matches with the verifiers of their changed schemas; unconfirmed ones are dropped.</summary>
    private List<Candidate> Confirm()
    {
        var hits = _hits.OrderBy(hit => hit.Count).ThenBy(hit => hit.Cost).ToList();
        _hits.Clear();
        var confirmed = new List<Candidate>();
        var axes = new HashSet<string>(StringComparer.Ordinal);
        // Of several changes of one property that yield the same message, only the likeliest is reported.
        foreach (var hit in hits.Where(hit => !axes.Contains(hit.Axes)).Take(MaxHits))
        {
            if (confirmed.Count == MaxAnswers)
                break;
            if (Confirmed(hit) is not { } answer)
                continue;
            axes.Add(hit.Axes);
            confirmed.Add(answer);
        }

        return Ranked(confirmed);
    }

    private static bool IsLikely(List<Candidate> answers) => answers is [var first, ..] && first.Cost <= LikelyCost * first.Count;

    private static List<Candidate> Ranked(List<Candidate> answers) =>
        [.. answers.OrderBy(answer => answer.Count).ThenBy(answer => answer.Cost)];

    private Candidate? Confirmed(Candidate hit)
    {
        var readings = hit.Match is null
            ?
            [
                [],
            ]
            : SignatureReadings.Of(hit.Schema.Feed, hit.Match).ToList();
        var whole = readings.Select(reading => hit with { Reading = reading }).ToList();
        if (whole is [{ Edits.Count: 0 } only])
            return Seen(only, _subject.Feed) is { } seen && IsWanted(seen) ? WithUnit(only, seen) : null;
        foreach (var (answer, variant) in CompileAnswers(whole))
        {
            if (Seen(answer, variant.Feed) is { } seen && IsWanted(seen))
                return WithUnit(
                    answer with
                    {
                        Schema = answer.Schema with { Repairs = [.. answer.Schema.Repairs, .. variant.Repairs] },
                    },
                    seen
                );
        }

        return null;
    }

    /// <summary>
    /// Also changes the unit of the signed time in an answer, if the time is otherwise years off and plausible with that unit.
    /// </summary>
    private Candidate WithUnit(Candidate answer, Observation seen)
    {
        if (_mustBeAccepted || !IsYearsOff(seen))
            return answer;
        var whole = Units()
            .Select(unit => answer with { Schema = answer.Schema with { Changes = [.. answer.Schema.Changes, unit] } })
            .ToList();
        return CompileAnswers(whole)
            .Where(each => Seen(each.Answer, each.Variant.Feed) is { IsAccepted: true })
            .Select(each => each.Answer)
            .FirstOrDefault(answer);
    }

    /// <summary>Compiles the schemas of answers; invalid schemas are left out.</summary>
    private IEnumerable<(Candidate Answer, SchemaVariant Variant)> CompileAnswers(List<Candidate> answers)
    {
        var edits = answers.ConvertAll(each => (IReadOnlyList<SchemaChange>)[new("", "", 0, [.. each.Edits, .. each.Schema.Repairs])]);
        var variants = edits.Count == 0 ? [] : _variants.CompileToConfirm(edits, _cancellationToken);
        return variants
            .Select(variant => (At: edits.FindIndex(edit => ReferenceEquals(edit, variant.Changes)), variant))
            .OrderBy(each => each.At)
            .Select(each => (answers[each.At], each.variant));
    }

    /// <summary>
    /// Verifies the request, with an answer's changes of it, by a verifier that was compiled with the answer's edits. Returns
    /// null when the changes do not apply.
    /// </summary>
    private Observation? Seen(Candidate answer, CallbackFeed feed) =>
        answer.Apply(_subject.Sent) is { } sent
        && KeySet.Build(feed, _subject.Values, [.. answer.Keys.Where(key => key.Edits.Count == 0)]) is { } keys
            ? Observation.Of(feed, sent.ToRequest(), keys, _subject.Clock)
            : null;

    private bool IsWanted(Observation seen) => _mustBeAccepted ? seen.IsAccepted : seen.IsMatch;

    private void Tell(string what) => Progress?.Invoke(what, Math.Min(1, _watch.Elapsed / _limit));
}
