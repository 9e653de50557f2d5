using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Text.Json.Serialization;
using System.Xml.Serialization;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Trust;

/// <summary>Only verification creates a message: serializers and reflection fail, and an empty message has no accessible content.</summary>
public sealed partial class ForgedMessageTests
{
    private const string Json =
        """{"Payload":{"Id":"7"},"Answer":"paid","Receipt":{"Feed":"acme.payment","VerifiedAt":"2026-01-01T00:00:00Z"}}""";

    public static TheoryData<Type> Messages =>
        [
            typeof(Verified<PlainPayment>),
            typeof(Authenticated<PlainNotice>),
            typeof(Received<PlainPing>),
            typeof(Confirmed<PlainPayment>),
            typeof(Confirmed<PlainPayment, string>),
        ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void System_Text_Json_makes_none(Type message)
    {
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Deserialize(Json, message));
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Deserialize($"[{Json}]", message.MakeArrayType()));
    }

    [Fact]
    public void Its_source_generator_makes_none()
    {
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Deserialize(Json, Forgery.Default.VerifiedPlainPayment));
        Assert.Throws<NotSupportedException>(() =>
            System.Text.Json.JsonSerializer.Deserialize($$"""{"Message":{{Json}}}""", Forgery.Default.Envelope)
        );
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Newtonsoft_Json_makes_none(Type message)
    {
        var lenient = new Newtonsoft.Json.JsonSerializerSettings
        {
            ConstructorHandling = Newtonsoft.Json.ConstructorHandling.AllowNonPublicDefaultConstructor,
        };
        Assert.Throws<Newtonsoft.Json.JsonSerializationException>(() => Newtonsoft.Json.JsonConvert.DeserializeObject(Json, message));
        Assert.Throws<Newtonsoft.Json.JsonSerializationException>(() =>
            Newtonsoft.Json.JsonConvert.DeserializeObject(Json, message, lenient)
        );
    }

    [Fact]
    public void A_result_that_Newtonsoft_Json_makes_is_a_refusal()
    {
        var result = Newtonsoft.Json.JsonConvert.DeserializeObject<CallbackResult<Verified<PlainPayment>>>("{}");
        Assert.False(result.IsSuccess);
        Assert.Null(result.Value);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_data_contract_makes_none(Type message)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(Json));
        Assert.Throws<InvalidDataContractException>(() => new DataContractJsonSerializer(message).ReadObject(json));
        using var xml = new MemoryStream("<x/>"u8.ToArray());
        Assert.Throws<InvalidDataContractException>(() => new DataContractSerializer(message).ReadObject(xml));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Xml_makes_none(Type message) => Assert.Throws<InvalidOperationException>(() => new XmlSerializer(message));

    [Theory]
    [MemberData(nameof(Messages))]
    public void Reflection_cannot_call_a_constructor(Type message)
    {
        var constructor = Assert.Single(message.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));
        object?[] arguments = [.. constructor.GetParameters().Select(_ => (object?)null)];
        Assert.Throws<NotSupportedException>(() => constructor.Invoke(arguments));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void An_uninitialized_one_gives_nothing_away(Type message)
    {
        var made = RuntimeHelpers.GetUninitializedObject(message);
        Assert.All(message.GetProperties(), property => AssertUnproven(message, () => property.GetValue(made)));
        AssertUnproven(message, () => message.GetMethod(nameof(CallbackMessage.GetRole))!.Invoke(made, [CallbackRole.Status]));
        AssertUnproven(message, () => message.GetMethod(nameof(ToString))!.Invoke(made, []));
    }

    [Fact]
    public void No_proxy_stands_in_for_a_trusted_one() => Assert.ThrowsAny<Exception>(DispatchProxy.Create<ITrusted<PlainPayment>, Proxy>);

    private static void AssertUnproven(Type message, Action read)
    {
        var error = Assert.IsType<InvalidOperationException>(Assert.Throws<TargetInvocationException>(read).InnerException);
        Assert.StartsWith($"This {message.Name.Split('`')[0]} was not created by a verification:", error.Message, StringComparison.Ordinal);
    }

    public sealed record Envelope(Verified<PlainPayment>? Message);

    public class Proxy : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => null;
    }

    [JsonSerializable(typeof(Verified<PlainPayment>), TypeInfoPropertyName = "VerifiedPlainPayment")]
    [JsonSerializable(typeof(Envelope))]
    private sealed partial class Forgery : JsonSerializerContext;
}

/// <summary>A type that any serializer can create.</summary>
public sealed record PlainPayment : IVerifiedPayload<PlainPayment>
{
    public string Id { get; set; } = "";

    public static CallbackFeed<PlainPayment> Feed { get; } = new VerifiedFeed<PlainPayment>(Given.Definition());

    public static PlainPayment? Verify(CallbackVerification verification) => null;

    public static PlainPayment? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => null;

    public static string? GetRole(PlainPayment payload, CallbackRole role) => payload.Id;

    public static string? GetIdempotencyKey(PlainPayment payload) => payload.Id;
}

/// <summary>The same with unsigned members.</summary>
public sealed record PlainNotice : IAuthenticatedPayload<PlainNotice>
{
    public string Id { get; set; } = "";

    public static CallbackFeed<PlainNotice> Feed { get; } = new AuthenticatedFeed<PlainNotice>(Given.Definition());

    public static PlainNotice? Verify(CallbackVerification verification) => null;

    public static PlainNotice? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => null;

    public static string? GetRole(PlainNotice payload, CallbackRole role) => payload.Id;

    public static string? GetIdempotencyKey(PlainNotice payload) => payload.Id;

    public static bool SameSignedMembers(PlainNotice left, PlainNotice right) => left.Id == right.Id;
}

/// <summary>The same, unsigned.</summary>
public sealed record PlainPing : IReceivedPayload<PlainPing>
{
    public string Id { get; set; } = "";

    public static CallbackFeed<PlainPing> Feed { get; } = new ReceivedFeed<PlainPing>(Given.Definition());

    public static PlainPing? Verify(CallbackVerification verification) => null;

    public static PlainPing? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => null;

    public static string? GetRole(PlainPing payload, CallbackRole role) => payload.Id;

    public static string? GetIdempotencyKey(PlainPing payload) => payload.Id;

    public static bool SameSignedMembers(PlainPing left, PlainPing right) => left.Id == right.Id;
}
