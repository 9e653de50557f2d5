using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.ForgedTrustAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1012, CBG1026 and CBG1027: a message is created without a proof, a confirmation queries no provider, shipped code
/// uses the testing kit.
/// </summary>
public sealed class ForgedTrustTests
{
    private const string Before = """
        using System.Reflection;
        using System.Runtime.CompilerServices;
        using CallbackGen;
        using CallbackGen.Testing;
        using Shop;

        class Shopping(HttpClient client, Dictionary<string, AcmeNotice> cache)
        {
            readonly AcmeNotice? _known;
            AcmeNotice? Known => _known;

        """;

    private const string After = """

            public Task<AcmeNotice?> AskAsync(AcmeNotice notice, CancellationToken ct) =>
                client.GetFromJsonAsync<AcmeNotice>($"/invoices/{notice.InvoiceId}", ct);
            static Task<AcmeNotice?> Echo(AcmeNotice notice, CancellationToken ct) => Task.FromResult<AcmeNotice?>(notice);
            sealed record Told(string Id, string State);
        }
        sealed class Envelope { public string Id { get; set; } = ""; public Verified<AcmePayment>? Message { get; set; } }
        sealed record Letter(string Id, List<Envelope> Enclosed);
        sealed record Note(string Id, AcmePayment Payment);
        static class JsonConvert
        {
            public static T? DeserializeObject<T>(string json) => default;
            public static object? DeserializeObject(string json, Type type) => null;
            public static object? DeserializeObject(string json) => null;
            public static void PopulateObject(string json, object target) { }
            public static string SerializeObject(object value) => "";
        }
        static class Typeless { public static object? Deserialize(byte[] bytes) => null; }
        """;

    [Theory]
    [InlineData(
        "Activator",
        """
            object Make(AcmePayment payment) =>
                {|CBG1012:Activator.CreateInstance(
                    typeof(Verified<AcmePayment>),
                    BindingFlags.NonPublic | BindingFlags.Instance,
                    null,
                    [payment, null],
                    null
                )|}!;
            """
    )]
    [InlineData("Activator by a type argument", """object Make() => {|CBG1012:Activator.CreateInstance<Verified<AcmePayment>>()|};""")]
    [InlineData(
        "an uninitialized object",
        """
            Verified<AcmePayment> Make() =>
                (Verified<AcmePayment>){|CBG1012:RuntimeHelpers.GetUninitializedObject(typeof(Verified<AcmePayment>))|};
            """
    )]
    [InlineData(
        "a constructor",
        """
            object Make(AcmePayment payment) =>
                {|CBG1012:typeof(Verified<AcmePayment>)
                    .GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance)|}[0]
                    .Invoke([payment, null]);
            """
    )]
    [InlineData(
        "an open type",
        """
            object Make(Type payload)
            {
                var type = typeof(Verified<>).MakeGenericType(payload);
                return {|CBG1012:Activator.CreateInstance(type, true)|}!;
            }
            """
    )]
    [InlineData(
        "a field",
        """
            void Set(Verified<AcmePayment> paid, AcmePayment other) =>
                {|CBG1012:typeof(Verified<AcmePayment>)
                    .GetField("<Payload>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance)|}!
                    .SetValue(paid, other);
            """
    )]
    [InlineData("unsafe code", """Verified<AcmePayment> Make(object other) => {|CBG1012:Unsafe.As<Verified<AcmePayment>>(other)|};""")]
    [InlineData(
        "an accessor",
        """
            [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
            static extern Confirmed<AcmeNotice> {|CBG1012:Make|}(AcmeNotice payload, CallbackReceipt receipt);
            """
    )]
    [InlineData(
        "a deserializer",
        """
            Verified<AcmePayment>? Read(string json) =>
                {|CBG1012:System.Text.Json.JsonSerializer.Deserialize<Verified<AcmePayment>>(json)|};
            """
    )]
    [InlineData(
        "Newtonsoft.Json",
        """Verified<AcmePayment>? Read(string json) => {|CBG1012:JsonConvert.DeserializeObject<Verified<AcmePayment>>(json)|};"""
    )]
    [InlineData(
        "Newtonsoft.Json by a type",
        """object? Read(string json) => {|CBG1012:JsonConvert.DeserializeObject(json, typeof(Verified<AcmePayment>))|};"""
    )]
    [InlineData(
        "Newtonsoft.Json by a type and a cast",
        """
            Verified<AcmePayment>? Read(string json) =>
                (Verified<AcmePayment>?){|CBG1012:JsonConvert.DeserializeObject(json, typeof(Verified<AcmePayment>))|};
            """
    )]
    [InlineData(
        "Newtonsoft.Json over a genuine one",
        """void Read(string json, Verified<AcmePayment> paid) => {|CBG1012:JsonConvert.PopulateObject(json, paid)|};"""
    )]
    [InlineData(
        "a list",
        """object? Read(string json) => {|CBG1012:System.Text.Json.JsonSerializer.Deserialize<List<Verified<AcmePayment>>>(json)|};"""
    )]
    [InlineData(
        "an array of another trust level",
        """object? Read(string json) => {|CBG1012:System.Text.Json.JsonSerializer.Deserialize<Confirmed<AcmeNotice>[]>(json)|};"""
    )]
    [InlineData(
        "what holds one",
        """object? Read(string json) => {|CBG1012:System.Text.Json.JsonSerializer.Deserialize<Envelope>(json)|};"""
    )]
    [InlineData("what holds what holds one", """Task<Letter?> Read() => {|CBG1012:client.GetFromJsonAsync<Letter>("/letters")|};""")]
    [InlineData(
        "typeless",
        """Verified<AcmePayment> Read(byte[] bytes) => {|CBG1012:(Verified<AcmePayment>)Typeless.Deserialize(bytes)!|};"""
    )]
    [InlineData(
        "typeless, later",
        """
            Verified<AcmePayment>? Read(byte[] bytes)
            {
                var read = Typeless.Deserialize(bytes);
                return {|CBG1012:read as Verified<AcmePayment>|};
            }
            """
    )]
    [InlineData(
        "typeless, by a pattern",
        """string Read(byte[] bytes) => {|CBG1012:Typeless.Deserialize(bytes) is Verified<AcmePayment> paid|} ? paid.Payload.Id : "";"""
    )]
    [InlineData(
        "a data contract",
        """
            object? Read(Stream stream) =>
                {|CBG1012:new System.Runtime.Serialization.DataContractSerializer(typeof(Verified<AcmePayment>))|}.ReadObject(
                    stream
                );
            """
    )]
    [InlineData(
        "a data contract of JSON",
        """
            object? Read(Stream stream) =>
                {|CBG1012:new System.Runtime.Serialization.Json.DataContractJsonSerializer(typeof(Envelope))|}.ReadObject(
                    stream
                );
            """
    )]
    [InlineData(
        "XML",
        """
            object? Read(Stream stream)
            {
                var type = typeof(Authenticated<AcmeNotice>);
                return {|CBG1012:new System.Xml.Serialization.XmlSerializer(type)|}.Deserialize(stream);
            }
            """
    )]
    [InlineData(
        "generated code",
        """
            [{|CBG1012:System.Text.Json.Serialization.JsonSerializable(typeof(Verified<AcmePayment>))|}]
            abstract class Context(System.Text.Json.JsonSerializerOptions? options)
                : System.Text.Json.Serialization.JsonSerializerContext(options);
            """
    )]
    [InlineData(
        "generated code of what holds one",
        """
            [{|CBG1012:System.Text.Json.Serialization.JsonSerializable(typeof(Letter))|}]
            abstract class Context(System.Text.Json.JsonSerializerOptions? options)
                : System.Text.Json.Serialization.JsonSerializerContext(options);
            """
    )]
    [InlineData("the testing kit", """Verified<AcmePayment> Make(AcmePayment payment) => {|CBG1027:TestCallbacks.Verified(payment)|};""")]
    [InlineData(
        "the signer of tests",
        """
            CallbackRequest Make(CallbackRequest request) =>
                {|CBG1027:new CallbackSigner({|CBG1027:CallbackTestKeys.Generate(AcmePayment.Feed)|})|}.Sign(request);
            """
    )]
    public Task A_message_that_is_made_otherwise_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After);
    }

    [Theory]
    [InlineData("the payload itself", """{|CBG1026:(payload, _) => Task.FromResult<AcmeNotice?>(payload)|}""")]
    [InlineData("asynchronously", """{|CBG1026:async (payload, ct) => { await Task.Yield(); return payload; }|}""")]
    [InlineData("the payload of the message", """{|CBG1026:(_, _) => Task.FromResult<AcmeNotice?>(notice.Payload)|}""")]
    [InlineData("a changed copy", """{|CBG1026:(payload, _) => Task.FromResult<AcmeNotice?>(payload with { Currency = "USD" })|}""")]
    [InlineData(
        "a local of it",
        """
            {|CBG1026:(payload, ct) =>
            {
                ct.ThrowIfCancellationRequested();
                var same = payload;
                return Task.FromResult<AcmeNotice?>(same);
            }|}
            """
    )]
    [InlineData("a method that echoes", """{|CBG1026:Echo|}""")]
    [InlineData("it or nothing", """{|CBG1026:(payload, _) => Task.FromResult(payload.Amount > 0 ? payload : null)|}""")]
    [InlineData(
        "after a word on the console",
        """{|CBG1026:(payload, _) => { Console.WriteLine("confirmed"); return Task.FromResult<AcmeNotice?>(payload); }|}"""
    )]
    [InlineData(
        "with an answer of one's own",
        """
            {|CBG1026:(payload, _) => Task.FromResult<Told?>(new Told(payload.InvoiceId, "paid"))|},
            (claim, told) => claim with { InvoiceId = told.Id }
            """
    )]
    [InlineData(
        "with one that is always the same",
        """{|CBG1026:(_, _) => Task.FromResult<Told?>(new("1", "paid"))|}, (claim, _) => claim"""
    )]
    public Task A_confirmation_that_asks_nobody_is_reported(string what, string ask)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $"{Before}async Task Confirm(Authenticated<AcmeNotice> notice) => await notice.ConfirmAsync({ask});{After}"
        );
    }

    [Theory]
    [InlineData("a client", """async (payload, ct) => await client.GetFromJsonAsync<AcmeNotice>($"/invoices/{payload.InvoiceId}", ct)""")]
    [InlineData("a method", """AskAsync""")]
    [InlineData(
        "its answer",
        """async (payload, ct) => await AskAsync(payload, ct) is { } answer ? payload with { Amount = answer.Amount } : null"""
    )]
    [InlineData("a store of answers", """(payload, _) => Task.FromResult(cache.GetValueOrDefault(payload.InvoiceId))""")]
    [InlineData("an answer from before", """(_, _) => Task.FromResult(answer)""")]
    [InlineData("a task from before", """async (_, _) => await asked""")]
    [InlineData("a field", """(_, _) => Task.FromResult(_known)""")]
    [InlineData("a property", """(_, _) => Task.FromResult(Known)""")]
    [InlineData(
        "a client that answers with a type of its own",
        """
            (payload, ct) => client.GetFromJsonAsync<Told>($"/invoices/{payload.InvoiceId}", ct),
            (claim, told) => claim with { InvoiceId = told.Id }
            """
    )]
    [InlineData(
        "and takes what it needs",
        """
            async (payload, ct) =>
                await AskAsync(payload, ct) is { } found ? new Told(found.InvoiceId, found.Status.Text) : null,
            (claim, told) => claim with { InvoiceId = told.Id }
            """
    )]
    [InlineData("nothing, which refuses", """(_, _) => Task.FromResult<AcmeNotice?>(null)""")]
    [InlineData("a function from elsewhere", """ask""")]
    [InlineData("a failure", """(_, _) => throw new NotSupportedException()""")]
    public Task One_that_asks_is_not(string what, string ask)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $$"""
            {{Before}}async Task Confirm(Authenticated<AcmeNotice> notice, Func<AcmeNotice, CancellationToken, Task<AcmeNotice?>> ask)
            {
                var asked = AskAsync(notice.Payload, default);
                var answer = await AskAsync(notice.Payload, default);
                await notice.ConfirmAsync({{ask}});
            }
            {{After}}
            """
        );
    }

    [Theory]
    [InlineData(
        "a payload that the source makes up",
        """
            {|CBG1026:_ =>
                Task.FromResult<AcmeNotice?>(
                    new AcmeNotice
                    {
                        InvoiceId = "1",
                        Status = AcmeNoticeStatus.Success,
                        Amount = 1,
                        Token = ""
                    }
                )|}

            """
    )]
    [InlineData(
        "a local of it",
        """
            {|CBG1026:_ =>
            {
                var made = new AcmeNotice
                {
                    InvoiceId = "1",
                    Status = AcmeNoticeStatus.Success,
                    Amount = 1,
                    Token = ""
                };
                return Task.FromResult<AcmeNotice?>(made with { Amount = 2 });
            }|}
            """
    )]
    [InlineData(
        "it or nothing",
        """
            {|CBG1026:token =>
                Task.FromResult(
                    token.IsCancellationRequested
                        ? null
                        : new AcmeNotice
                        {
                            InvoiceId = "1",
                            Status = AcmeNoticeStatus.Success,
                            Amount = 1,
                            Token = ""
                        }
                )|}

            """
    )]
    [InlineData(
        "an answer that is always the same",
        """
            {|CBG1026:_ => Task.FromResult<Told?>(new("1", "paid"))|},
            told => new AcmeNotice
            {
                InvoiceId = told.Id,
                Status = AcmeNoticeStatus.Success,
                Amount = 1,
                Token = ""
            }
            """
    )]
    [InlineData("the payload of a callback", """{|CBG1026:_ => Task.FromResult<AcmeNotice?>(notice.Payload)|}""")]
    [InlineData(
        "a changed copy of it",
        """{|CBG1026:_ => Task.FromResult<AcmeNotice?>(notice.Payload with { Status = AcmeNoticeStatus.Success })|}"""
    )]
    [InlineData(
        "its members",
        """
            {|CBG1026:_ =>
                Task.FromResult<AcmeNotice?>(
                    new AcmeNotice
                    {
                        InvoiceId = notice.Payload.InvoiceId,
                        Status = notice.Payload.Status,
                        Amount = notice.Payload.Amount,
                        Token = ""
                    }
                )|}

            """
    )]
    public Task A_reconciliation_that_asks_nobody_is_reported(string what, string ask)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $"{Before}async Task Reconcile(Authenticated<AcmeNotice> notice) => await AcmeNotice.Feed.ReconcileAsync({ask});{After}"
        );
    }

    [Theory]
    [InlineData("a client", """ct => client.GetFromJsonAsync<AcmeNotice>($"/invoices/{invoice.Id}", ct)""")]
    [InlineData(
        "what was asked for before",
        """
            _ =>
                Task.FromResult<AcmeNotice?>(
                    new AcmeNotice
                    {
                        InvoiceId = invoice.Id,
                        Status = AcmeNoticeStatus.Success,
                        Amount = 1,
                        Token = ""
                    }
                )

            """
    )]
    [InlineData("a part of it", """_ => Task.FromResult(answer)""")]
    [InlineData("what a confirmed callback says", """_ => Task.FromResult<AcmeNotice?>(confirmed.Payload)""")]
    [InlineData(
        "a callback with what was asked for",
        """_ => Task.FromResult<AcmeNotice?>(notice.Payload with { InvoiceId = invoice.Id })"""
    )]
    [InlineData(
        "a list of the provider's",
        """
            _ => Task.FromResult<Told?>(invoice),
            told => new AcmeNotice
            {
                InvoiceId = told.Id,
                Status = AcmeNoticeStatus.Success,
                Amount = 1,
                Token = ""
            }
            """
    )]
    [InlineData("nothing, which refuses", """_ => Task.FromResult<AcmeNotice?>(null)""")]
    [InlineData("a function from elsewhere", """ask, "sandbox" """)]
    public Task A_reconciliation_that_asks_is_not(string what, string ask)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(
            $$"""
            {{Before}}async Task Reconcile(
                List<Told> told,
                Authenticated<AcmeNotice> notice,
                Confirmed<AcmeNotice> confirmed,
                Func<CancellationToken, Task<AcmeNotice?>> ask
            )
            {
                var answer = await client.GetFromJsonAsync<AcmeNotice>("/invoices/1");
                foreach (var invoice in told)
                    await AcmeNotice.Feed.ReconcileAsync({{ask}});
            }
            {{After}}
            """
        );
    }

    [Fact]
    public Task A_method_of_that_name_elsewhere_is_none() =>
        Verify.VerifyAnalyzerAsync(
            Before + "void ReconcileAsync(Func<string> ask) { } void Run() => ReconcileAsync(() => \"paid\");" + After
        );

    [Theory]
    [InlineData(
        "verification",
        """
            bool Paid(CallbackRequest request, CallbackKeys keys) =>
                AcmePayment.Verify(request, keys).TryGetValue(out var paid, out _) && paid.Payload.Amount > 0;
            """
    )]
    [InlineData(
        "a service",
        """void Add(IServiceCollection services) => services.AddSingleton(typeof(ICallbackHandler<AcmePayment>), typeof(object));"""
    )]
    [InlineData(
        "a look at the type",
        """bool Is(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Verified<>);"""
    )]
    [InlineData(
        "a member by reflection",
        """object? Read(Verified<AcmePayment> paid) => typeof(Verified<AcmePayment>).GetProperty("Payload")!.GetValue(paid);"""
    )]
    [InlineData("a cast", """Verified<AcmePayment> Cast(object message) => (Verified<AcmePayment>)message;""")]
    [InlineData("a payload", """AcmeNotice Copy(AcmeNotice notice) => notice with { Currency = "USD" };""")]
    [InlineData("another type", """object Make() => Activator.CreateInstance(typeof(List<int>))!;""")]
    [InlineData(
        "a payload from JSON",
        """AcmePayment? Read(string json) => System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json);"""
    )]
    [InlineData(
        "a message that is written",
        """
            string Write(Verified<AcmePayment> paid) =>
                System.Text.Json.JsonSerializer.Serialize(paid) + JsonConvert.SerializeObject(paid);
            """
    )]
    [InlineData("what holds a payload", """Note? Read(string json) => System.Text.Json.JsonSerializer.Deserialize<Note>(json);""")]
    [InlineData("what a serializer gave as another", """Note? Read(byte[] bytes) => (Note?)Typeless.Deserialize(bytes);""")]
    [InlineData(
        "a message from a cache",
        """Verified<AcmePayment> Read(Dictionary<string, object> known) => (Verified<AcmePayment>)known["1"];"""
    )]
    [InlineData(
        "generated code that writes",
        """
            [System.Text.Json.Serialization.JsonSerializable(
                typeof(Verified<AcmePayment>),
                GenerationMode = System.Text.Json.Serialization.JsonSourceGenerationMode.Serialization
            )]
            abstract class Context(System.Text.Json.JsonSerializerOptions? options)
                : System.Text.Json.Serialization.JsonSerializerContext(options);
            """
    )]
    [InlineData(
        "a data contract of a payload",
        """object? Read(Stream stream) => new System.Runtime.Serialization.DataContractSerializer(typeof(Note)).ReadObject(stream);"""
    )]
    [InlineData("a receipt", """CallbackReceipt Receipt() => new() { Feed = "acme.payment", VerifiedAt = DateTimeOffset.UtcNow };""")]
    public Task What_makes_no_message_is_not(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After);
    }

    [Fact]
    public async Task No_type_of_an_application_is_trusted()
    {
        var project = await HandlerProject.CreateAsync(
            "using CallbackGen; record Mine(AcmePayment Payload, CallbackReceipt Receipt) : ITrusted<AcmePayment>;"
        );
        var tree = await project.Documents.Single(document => document.Name == "File0.cs").GetSyntaxTreeAsync();
        Assert.Contains(
            (await project.GetCompilationAsync())!.GetSemanticModel(tree!).GetDiagnostics(),
            diagnostic => diagnostic.Id == "CS0535"
        );
    }

    [Theory]
    [InlineData("namespace Xunit { class FactAttribute : Attribute; }", "")]
    [InlineData("", "build_property.IsTestProject = true")]
    public Task A_test_makes_what_it_needs(string framework, string config) =>
        new HandlerTest<ForgedTrustAnalyzer>
        {
            Sources = [Before + "Verified<AcmePayment> Make(AcmePayment payment) => TestCallbacks.Verified(payment);" + After, framework],
            Config = config,
        }.RunAsync();
}
