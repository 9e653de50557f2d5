using CallbackGen.Definitions;
using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>A signed request that is changed in every part without being signed again.</summary>
internal sealed class Tampering
{
    private const int MaxLeaves = 12;

    private readonly Subject _signed;
    private readonly CallbackTestKeys _keys;
    private readonly CatalogueProperties.Counts _count;
    private readonly RecordingHeaders _headers;
    private readonly IReadOnlyList<string> _readings;

    public Tampering(Subject signed, CallbackTestKeys keys, CatalogueProperties.Counts count)
    {
        _signed = signed;
        _keys = keys;
        _count = count;
        _headers = new(signed.Request.Headers);
        _readings = Readings(Subject.Copy(signed.Request, headers: _headers), out var rejection)!;
        Assert.True(_readings is not null, $"{signed.Test.Name}: {rejection}");
    }

    private CallbackFeed Feed => _signed.Feed;

    public void NothingCoveredChanges(CatalogueProperties.Edit[] variation)
    {
        var leaves = _signed.Leaves;
        for (var i = 0; i < Math.Min(MaxLeaves, leaves.Count); i++)
        {
            var leaf = leaves[(variation[0].Place + 1 + i) % leaves.Count];
            ChangedLeaf(leaf, variation[^1].Value with { Style = variation[^1].Value.Style + i });
        }

        foreach (var header in _headers.Read.Where(name => _signed.Request.Headers.GetValues(name).Count == 1))
            MustBeRefused(Subject.Copy(_signed.Request, headers: new ChangedHeaders(_signed.Request.Headers, header)), $"header {header}");
        if (Feed.Definition.SignsUrl)
            MustBeRefused(Subject.Copy(_signed.Request, url: _signed.Request.Url!.Replace("://", "://x", StringComparison.Ordinal)), "URL");
        foreach (var time in Feed.Definition.Proofs.Select(proof => proof.Time).OfType<CallbackProofTime>())
        {
            MustBeRefused(_signed.Request, "clock ahead", time.Tolerance + TimeSpan.FromSeconds(2));
            MustBeRefused(_signed.Request, "clock behind", -time.Tolerance - TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>Asserts that a changed value is rejected, or that no signed member has it.</summary>
    private void ChangedLeaf(Leaf leaf, Value value)
    {
        var changed = _signed.With(leaf, value);
        var request = changed.Request;
        if (changed.Claims is not null)
        {
            if (changed.Claims == _signed.Claims)
                return;
            request = changed.ForgedToken();
        }
        else if (request.Body.Span.SequenceEqual(_signed.Request.Body.Span) && request.Query == _signed.Request.Query)
        {
            return;
        }

        if (Readings(request, out _) is not { } readings)
        {
            _count.Refused++;
            return;
        }

        Assert.True(
            readings.SequenceEqual(_readings),
            $"{_signed.Test.Name}: {leaf.Pointer} became {value}, and\n{string.Join('\n', _readings)}\nis signed like\n"
                + $"{string.Join('\n', readings)}"
        );
        _count.Uncovered++;
    }

    private void MustBeRefused(CallbackRequest request, string what, TimeSpan later = default)
    {
        var clock = new FakeTimeProvider(_signed.Test.Clock.GetUtcNow() + later);
        Assert.False(Feed.VerifyMessages(request, _keys.Keys, clock).IsSuccess, $"{_signed.Test.Name}: another {what}");
        _count.Refused++;
    }

    private IReadOnlyList<string>? Readings(CallbackRequest request, out CallbackRejection? rejection) =>
        Feed.VerifyMessages(request, _keys.Keys, _signed.Test.Clock).TryGetValue(out var messages, out rejection)
            ? [.. messages.Select(message => SignedReading.Of(Signing.Catalogue.Project, Feed, message) + message.Receipt.IdempotencyKey)]
            : null;

    /// <summary>Records the headers that the verification reads.</summary>
    private sealed class RecordingHeaders(CallbackHeaders headers) : CallbackHeaders
    {
        public HashSet<string> Read { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override IEnumerable<string> Names => headers.Names;

        public override IReadOnlyList<string?> GetValues(string name)
        {
            Read.Add(name);
            return headers.GetValues(name);
        }
    }

    private sealed class ChangedHeaders(CallbackHeaders headers, string changed) : CallbackHeaders
    {
        public override IEnumerable<string> Names => headers.Names;

        public override IReadOnlyList<string?> GetValues(string name)
        {
            var values = headers.GetValues(name);
            return name.Equals(changed, StringComparison.OrdinalIgnoreCase) ? [Other(values[0]!)] : values;
        }

        /// <summary>Returns the text with the first digit of each of its pairs replaced by another digit.</summary>
        private static string Other(string text)
        {
            var pairs = text.Split([';', ',', ' ']);
            for (var i = 0; i < pairs.Length; i++)
            {
                var value = pairs[i].IndexOf('=', StringComparison.Ordinal) + 1;
                if (value >= pairs[i].Length)
                    value = 0; // not a pair: the padding of base64
                if (pairs[i].Length > 0)
                    text = text.Replace(
                        pairs[i][value..],
                        (pairs[i][value] == '1' ? "2" : "1") + pairs[i][(value + 1)..],
                        StringComparison.Ordinal
                    );
            }

            return text;
        }
    }
}
