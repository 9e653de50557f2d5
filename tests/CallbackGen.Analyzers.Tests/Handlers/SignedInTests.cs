using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SignedInAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1051: a handler signs in the sender of a callback.</summary>
public sealed class SignedInTests
{
    private const string Identity = "new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, payment.Payload.Id)], \"Cookies\"))";

    private static readonly HandlerCases Reported = new()
    {
        ["a route"] = Route($$"""await {|CBG1051:http.SignInAsync({{Identity}})|}; return Results.Redirect("/account");"""),
        ["a scheme and a local"] = Route(
            $$"""
            var principal = {{Identity}};
            await {|CBG1051:http.SignInAsync("Cookies", principal)|};
            return Results.Redirect("/account");
            """
        ),
        ["a result"] = Route($$"""await Task.Yield(); return {|CBG1051:Results.SignIn({{Identity}})|};"""),
        ["a user manager's"] = Route("""await {|CBG1051:members.SignInAsync(payment.Payload.Id)|}; return Results.Ok();"""),
        ["a login of one's own"] = Route("""await {|CBG1051:members.LoginAsync(payment.Payload.Id)|}; return Results.Ok();"""),
        ["whoever is not signed in yet"] = Route(
            $$"""if (http.User.Identity?.IsAuthenticated != true) await {|CBG1051:http.SignInAsync({{Identity}})|}; return Results.Ok();"""
        ),
        ["a token in the answer"] = Route(
            """
            await Task.Yield();
            var token = {|CBG1051:members.CreateAccessToken(payment.Payload.Id)|};
            return Results.Ok(new { token });
            """
        ),
        ["a link in the address"] = Route(
            """await Task.Yield(); return Results.Redirect("/x?login=" + {|CBG1051:members.CreateLoginLink(payment.Payload.Id)|});"""
        ),
        ["a token of one's own service"] = Route(
            """await Task.Yield(); return Results.Ok(new { jwt = {|CBG1051:members.IssueToken(payment.Payload.Id)|} });"""
        ),
        ["a cookie"] = Route(
            """await Task.Yield(); {|CBG1051:http.Response.Cookies.Append("auth", payment.Payload.Id)|}; return Results.Ok();"""
        ),
        ["a session"] = Route(
            """await Task.Yield(); {|CBG1051:http.Session.SetString("UserId", payment.Payload.Id)|}; return Results.Ok();"""
        ),
        ["an action"] = Web(
            $$"""
            [HttpGet("/return")]
            public async Task<IActionResult> Return(Verified<AcmePayment> payment)
            {
                await {|CBG1051:HttpContext.SignInAsync({{Identity}})|};
                return Redirect("/account");
            }
            """
        ),
        ["a private method of an action"] = Web(
            """
            [HttpGet("/return")]
            public async Task<IActionResult> Return(Verified<AcmePayment> payment)
            {
                await LetInAsync(payment.Payload.Id);
                return Redirect("/account");
            }

            private Task LetInAsync(string name) =>
                {|CBG1051:HttpContext.SignInAsync(
                    new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], "Cookies"))
                )|};
            """
        ),
        ["a handler class"] = Class(
            """
            public class Handler(IHttpContextAccessor accessor) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1051:accessor.HttpContext!.SignInAsync(new ClaimsPrincipal())|};
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["who has signed in is compared"] = Route(
            """
            var user = await http.AuthenticateAsync("Cookies");
            return user.Principal?.Identity?.Name == payment.Payload.Id
                ? Results.Redirect("/account")
                : Results.Redirect("/login");
            """
        ),
        ["the session is renewed"] = Route("""await members.RefreshSignInAsync(payment.Payload.Id); return Results.Ok();"""),
        ["a login elsewhere"] = Program(
            """
            app.MapPost(
                "/login",
                async (HttpContext http, string name) =>
                {
                    await http.SignInAsync(
                        new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, name)], "Cookies"))
                    );
                    return Results.Redirect("/");
                }
            );
            """
        ),
        ["a token for the provider's API"] = Route(
            """
            var token = members.CreateAccessToken("shop");
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Add("Authorization", token);
            await client.GetAsync("https://api.example/payments");
            return Results.Ok();
            """
        ),
        ["a client that logs itself in"] = Route("""await bank.LoginAsync(payment.Payload.Id); return Results.Ok();"""),
        ["a cookie of another kind"] = Route(
            """await Task.Yield(); http.Response.Cookies.Append("lang", payment.Payload.Currency); return Results.Ok();"""
        ),
        ["a session for the next page"] = Route(
            """await Task.Yield(); http.Session.SetString("order-id", payment.Payload.Order.Number); return Results.Ok();"""
        ),
        ["a token for the download"] = Route(
            """await Task.Yield(); return Results.Ok(new { download = members.CreateDownloadToken(payment.Payload.Id) });"""
        ),
        ["a question"] = Route("""return await members.CanSignInAsync(payment.Payload.Id) ? Results.Redirect("/login") : Results.Ok();"""),
    };

    private const string Members = """
        namespace Shop;
        public class Members
        {
            public Task SignInAsync(string id) => Task.CompletedTask;
            public Task RefreshSignInAsync(string id) => Task.CompletedTask;
            public Task<bool> CanSignInAsync(string id) => Task.FromResult(true);
            public Task LoginAsync(string id) => Task.CompletedTask;
            public string CreateAccessToken(string id) => id;
            public string IssueToken(string id) => id;
            public string CreateDownloadToken(string id) => id;
            public string CreateLoginLink(string id) => id;
        }
        public class BankClient { public Task LoginAsync(string id) => Task.CompletedTask; }
        """;

    private const string Usings = "using System.Security.Claims;\nusing Microsoft.AspNetCore.Authentication;\n";

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_callback_that_signs_in_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name], Members);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name], Members);

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapGet(
                "/return",
                async (Verified<AcmePayment> payment, HttpContext http, Members members, BankClient bank) =>
                {
                    {{code}}
                }
            );
            """
        );

    private static string Web(string members) =>
        $$"""
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;

            namespace Shop;

            public class ReturnController : Controller
            {
                {{members}}
            }

            """;
}
