using System.Reflection;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Verification;

/// <summary>
/// A thread verifies one callback after the other with the same object. No state of one callback is visible to another, regardless of the
/// result.
/// </summary>
public class IsolationTests
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static TheoryData<Type> Reused => [typeof(JsonIndex), .. PartsOf(typeof(CallbackVerification)).Where(HasState)];

    [Fact]
    public void A_verification_keeps_nothing_but_its_parts()
    {
        var parts = PartsOf(typeof(CallbackVerification));
        Assert.All(typeof(CallbackVerification).GetFields(Own), field => Assert.Contains(field.FieldType, parts));
        Assert.Superset(
            new HashSet<Type>
            {
                typeof(RequestReading),
                typeof(MessageBuilder),
                typeof(Signatures),
                typeof(KeyTrial),
                typeof(VerifiedToken),
                typeof(DecryptedText),
                typeof(AnswerBuilder),
            },
            parts.Where(HasState).ToHashSet()
        );
    }

    [Theory]
    [MemberData(nameof(Reused))]
    public void All_that_a_request_leaves_in_a_part_is_in_one_field_which_is_assigned_whole(Type reused)
    {
        var field = Assert.Single(
            reused.GetFields(Own),
            field => !field.IsInitOnly && !PartsOf(typeof(CallbackVerification)).Contains(field.FieldType)
        );
        Assert.Equal("State", field.FieldType.Name);
        Assert.True(field.FieldType.IsValueType);
    }

    [Theory]
    [InlineData("""{"id":"1","amount":"1.50","unknown":{"a":"\u00e9"}}""", true)]
    [InlineData("""{"id":"1","amount":"1.50"}""", false)]
    [InlineData("not JSON", true)]
    public void What_is_kept_for_the_next_is_empty(string body, bool isGenuine)
    {
        OnOneThread(() =>
        {
            Verify(body, isGenuine);
            AssertPartsEmpty(Idle(typeof(CallbackVerification))!);
            if (Idle(typeof(JsonIndex)) is { } index)
                AssertEmpty(index.GetType().GetField("_state", Own)!.GetValue(index)!);
        });
    }

    /// <summary>Every part is used, so that each has state that must be reset.</summary>
    [Fact]
    public void What_every_part_found_is_gone_when_the_verification_ends()
    {
        using var verification = Given.Verification(
            Given.Json("""{"id":"1","amount":"1.50","more":1}""", ("X-Text", "text")),
            definition: Given.Definition(unknownUnsigned: true)
        );
        var signatures = verification.FindSignatures(
            WireValue.FromText("t=1,v1=00"),
            SignatureEncoding.Hex,
            SignatureFormat.Pairs,
            pick: "v1"
        )!;
        var trial = verification.TryKeys(signatures, "hashKey");
        trial.NextMessage()!.Append(trial.Key("hashKey"));
        Assert.NotNull(
            verification.VerifyDetachedJws(
                WireValue.FromText(Given.Token("")),
                verification.BeginMessage(),
                [JwsAlgorithm.HS256],
                "hashKey"
            )
        );
        Assert.True(
            verification.VerifyJws(WireValue.FromText(Given.Token("""{"id":"1"}""")), [JwsAlgorithm.HS256], "hashKey")!.RequireClaim("id")
        );
        Assert.True(verification.BeginMessage().Append(verification.Header("X-Text")));
        Assert.True(verification.BeginAnswer().AppendText(verification.Body("/id")));
        Assert.NotNull(verification.ReadPayload<SignedInvoice>());
        verification.Reject(CallbackRejectionReason.NotSelected, "x", "is another's");

        verification.Dispose();

        AssertPartsEmpty(verification);
    }

    [Fact]
    public void One_that_is_refused_between_two_good_ones_changes_neither() =>
        OnOneThread(() =>
        {
            for (var round = 0; round < 3; round++)
            {
                AssertAccepted("1", Verify("""{"id":"1","amount":"1.50","extra":1}"""), unknown: 1);
                Assert.Equal(
                    CallbackRejectionReason.SignatureMismatch,
                    Verify("""{"id":"1","amount":"1.50"}""", isGenuine: false).Rejection?.Reason
                );
                Assert.Equal(CallbackRejectionReason.Malformed, Verify("{").Rejection?.Reason);
                Assert.Equal(
                    CallbackRejectionReason.SignatureMissing,
                    SignedInvoice.TypedFeed.Verify(Given.Json("""{"id":"1"}"""), Given.Keys(), Given.Clock()).Rejection?.Reason
                );
                AssertAccepted("2", Verify("""{"id":"2","amount":"2.50"}"""), unknown: 0);
            }
        });

    [Fact]
    public void An_exception_in_the_middle_leaves_nothing_behind() =>
        OnOneThread(() =>
        {
            AssertAccepted("1", Verify("""{"id":"1","amount":"1.50"}"""), unknown: 0);
            var failing = Request(
                """{"id":"2","amount":"2.50"}""",
                new CallingHeaders(() => throw new InvalidOperationException("the host's"))
            );
            Assert.Throws<InvalidOperationException>(() => SignedInvoice.TypedFeed.Verify(failing, Given.Keys(), Given.Clock()));
            Assert.Throws<InvalidOperationException>(() => SignedInvoice.TypedFeed.Verify(failing, Given.Keys(), new FailingClock()));
            Assert.Equal(
                CallbackRejectionReason.SignatureMismatch,
                Verify("""{"id":"1","amount":"1.50"}""", isGenuine: false).Rejection?.Reason
            );
            AssertAccepted("3", Verify("""{"id":"3","amount":"3.50"}"""), unknown: 0);
        });

    [Fact]
    public void One_that_is_verified_while_another_is_shares_nothing_with_it() =>
        OnOneThread(() =>
        {
            const string outer = """{"id":"1","amount":"1.50","extra":1}""";
            var inner = new List<CallbackResult<Verified<SignedInvoice>>>();
            var headers = new CallingHeaders(() =>
            {
                inner.Add(Verify("""{"id":"2","amount":"2.50"}"""));
                inner.Add(Verify("""{"id":"1","amount":"1.50"}""", isGenuine: false));
                return Given.HexMac(outer);
            });
            for (var round = 0; round < 3; round++)
            {
                inner.Clear();
                AssertAccepted("1", SignedInvoice.TypedFeed.Verify(Request(outer, headers), Given.Keys(), Given.Clock()), unknown: 1);
                AssertAccepted("2", inner[0], unknown: 0);
                Assert.Equal(CallbackRejectionReason.SignatureMismatch, inner[1].Rejection?.Reason);
            }
        });

    [Fact]
    public void Many_threads_see_each_their_own()
    {
        var keys = Given.Keys();
        var outcomes = Enumerable
            .Range(0, 4000)
            .AsParallel()
            .WithDegreeOfParallelism(8)
            .Select(number =>
            {
                var body = $$"""{"id":"{{number}}","amount":"1.50"{{(number % 3 == 0 ? ""","extra":1""" : "")}}}""";
                return (number, Result: Verify(body, isGenuine: number % 2 == 0, keys));
            })
            .ToList();
        // All of them have returned before the first is checked.
        foreach (var (number, result) in outcomes)
        {
            if (number % 2 == 0)
                AssertAccepted($"{number}", result, unknown: number % 3 == 0 ? 1 : 0);
            else
                Assert.Equal(CallbackRejectionReason.SignatureMismatch, result.Rejection?.Reason);
        }
    }

    [Fact]
    public void An_idempotency_key_is_the_same_whenever_it_is_asked_for() =>
        OnOneThread(() =>
        {
            var asked = Verify("""{"id":"a/b é","amount":"1.50"}""").GetValueOrThrow();
            var first = asked.Receipt.IdempotencyKey;
            var late = Verify("""{"id":"a/b é","amount":"1.50"}""").GetValueOrThrow();
            for (var number = 0; number < 10; number++)
                Verify($$"""{"id":"{{number}}","amount":"1.50"}""");
            Assert.Equal("acme.invoice:acme:a/b é", first);
            Assert.Equal(first, late.Receipt.IdempotencyKey);
            Assert.Same(late.Receipt.IdempotencyKey, late.Receipt.IdempotencyKey);
        });

    private static void AssertAccepted(string id, CallbackResult<Verified<SignedInvoice>> result, int unknown)
    {
        var verified = result.GetValueOrThrow();
        Assert.Equal(
            (id, $"acme.invoice:acme:{id}", unknown),
            (verified.Payload.Members.Id, verified.Receipt.IdempotencyKey, verified.Receipt.UnknownMemberCount)
        );
        Assert.Equal("hashKey[0]", verified.Receipt.KeyId);
    }

    /// <summary>The parts of a verification, and their parts.</summary>
    private static HashSet<Type> PartsOf(Type type)
    {
        var parts = new HashSet<Type>();
        Add(type);
        return parts;

        void Add(Type whole)
        {
            foreach (
                var part in whole
                    .GetFields(Own)
                    .Select(field => field.FieldType)
                    .Where(field => field.IsClass && field.Namespace == typeof(CallbackVerification).Namespace)
            )
            {
                if (parts.Add(part))
                    Add(part);
            }
        }
    }

    private static bool HasState(Type part) => part.GetField("_state", Own) is not null;

    private static object? Idle(Type reused) => reused.GetField("_idle", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null);

    private static void AssertPartsEmpty(object whole)
    {
        foreach (var field in whole.GetType().GetFields(Own))
        {
            if (field.GetValue(whole) is not { } value)
                continue;
            if (field.Name == "_state")
                AssertEmpty(value);
            else
                AssertPartsEmpty(value);
        }
    }

    private static void AssertEmpty(object state)
    {
        foreach (var field in state.GetType().GetFields(Own))
        {
            var value = field.GetValue(state);
            if (!field.FieldType.IsValueType)
                Assert.Null(value);
            else if (field.FieldType.IsPrimitive || field.FieldType.IsEnum)
                Assert.Equal(Activator.CreateInstance(field.FieldType), value);
            else
                AssertEmpty(value!);
        }
    }

    private static CallbackResult<Verified<SignedInvoice>> Verify(string body, bool isGenuine = true, CallbackKeys? keys = null) =>
        SignedInvoice.TypedFeed.Verify(
            Given.Json(body, ("X-Signature", Given.HexMac(isGenuine ? body : body + " "))),
            keys ?? Given.Keys(),
            Given.Clock()
        );

    private static CallbackRequest Request(string body, CallbackHeaders headers) =>
        new()
        {
            Method = "POST",
            ContentType = "application/json",
            Headers = headers,
            Body = Given.Utf8(body),
        };

    /// <summary>On a separate thread, so that no other test runs in between.</summary>
    private static void OnOneThread(Action test)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(test));
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new Xunit.Sdk.XunitException(failure.ToString());
    }

    /// <summary>Headers that the host computes.</summary>
    private sealed class CallingHeaders(Func<string> signature) : CallbackHeaders
    {
        public override IEnumerable<string> Names => ["X-Signature"];

        public override IReadOnlyList<string?> GetValues(string name) => [signature()];
    }

    /// <summary>A clock that throws, which <see cref="FakeTimeProvider"/> cannot.</summary>
    private sealed class FailingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new InvalidOperationException("no time");
    }
}
