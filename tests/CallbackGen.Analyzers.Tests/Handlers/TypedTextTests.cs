using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1053: a handler decides by a text that the payer typed.</summary>
public sealed class TypedTextTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a query by an address"] = Route(
            """
            var member = await db.Members.SingleAsync(member => {|CBG1053:member.Email == it.Email|}, ct);
            member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a query by a local"] = Route(
            """
            var email = it.Email?.Trim();
            var member = await db.Members.FirstOrDefaultAsync(one => {|CBG1053:one.Email == email|}, ct);
            if (member is not null)
                member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["rows that are updated"] = Route(
            """
            await db
                .Members.Where(one => {|CBG1053:one.Email == it.Email|})
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.Balance, it.Amount), ct);
            """
        ),
        ["a repository"] = Route(
            """
            var member = await {|CBG1053:members.FindByEmailAsync(it.Email)|};
            member!.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a repository by no such name"] = Route(
            """
            var member = await {|CBG1053:members.GetAsync(it.Email ?? "")|};
            member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a credit"] = Route("""await {|CBG1053:members.CreditAsync(it.Email!, it.Amount, payment.Receipt.IdempotencyKey)|};"""),
        ["SQL"] = Route(
            """
            await {|CBG1053:connection.ExecuteAsync(
                "update members set balance = balance + @amount where email = @email",
                new { amount = it.Amount, email = it.Email }
            )|};
            """
        ),
        ["SQL that finds"] = Route(
            """
            var id = await {|CBG1053:connection.ExecuteScalarAsync<int>(
                "select id from members where lower(email) = lower(@mail)",
                new { mail = it.Email }
            )|};
            await members.AddAsync(id, it.Amount);
            """
        ),
        ["SQL with holes"] = Route(
            """
            await {|CBG1053:db.Database.ExecuteSqlAsync(
                $"update members set balance = balance + {it.Amount} where email = {it.Email}",
                ct
            )|};
            """
        ),
        ["a plan by a switch"] = Route(
            """var plan = {|CBG1053:it.Order.Note switch { "pro" => Plan.Pro, _ => Plan.Basic }|}; await members.GrantAsync(it.Id, plan);"""
        ),
        ["a plan by its name"] = Route("""if (Enum.TryParse<Plan>(it.Order.Note, out var plan)) await members.GrantAsync(it.Id, plan);""")
            .Replace(
                "Enum.TryParse<Plan>(it.Order.Note, out var plan)",
                "{|CBG1053:Enum.TryParse<Plan>(it.Order.Note, out var plan)|}",
                StringComparison.Ordinal
            ),
        ["a plan by a search"] = Route(
            """
            var plan = Enum.GetValues<Plan>()
                .LastOrDefault(one => {|CBG1053:it.Order.Note?.Contains(one.ToString()) == true|});
            await members.GrantAsync(it.Id, plan);
            """
        ),
        ["a plan by a choice"] = Route(
            """
            var plan = {|CBG1053:it.Order.Note?.Contains("pro") == true ? Plan.Pro : Plan.Basic|};
            await members.GrantAsync(it.Id, plan);
            """
        ),
        ["a plan by a map"] = Route(
            """var plans = new Dictionary<string, Plan>(); await members.GrantAsync(it.Id, {|CBG1053:plans[it.Order.Note!]|});"""
        ),
        ["a gift in a branch"] = Route("""if ({|CBG1053:it.Order.Note == "vip"|}) await members.GrantAsync(it.Id, Plan.Pro);"""),
        ["a right by an address's end"] = Route(
            """
            var member = await db.Members.SingleAsync(one => one.Order == it.Order.Number, ct);
            {|CBG1053:member.IsStaff = it.Email!.EndsWith("@shop.example")|};
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a number in the text"] = Route(
            """
            var id = int.Parse(it.Order.Note!.Split('-')[1]);
            var member = await {|CBG1053:members.FindAsync(id)|};
            member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["an address that counts as confirmed"] = Route(
            """db.Members.Add(new Member { Email = it.Email ?? "", {|CBG1053:EmailConfirmed = true|} }); await db.SaveChangesAsync(ct);"""
        ),
        ["an address that is confirmed afterwards"] = Route(
            """
            var member = new Member { Email = it.Email! };
            {|CBG1053:member.EmailConfirmed = true|};
            db.Members.Add(member);
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a handler class"] = Class(
            """
            public class Handler(Members members) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(
                    Verified<AcmePayment> callback,
                    CancellationToken cancellationToken
                ) => await CreditAsync(callback.Payload);

                private async Task CreditAsync(AcmePayment it)
                {
                    var member = await {|CBG1053:members.FindByEmailAsync(it.Email)|};
                    await members.AddAsync(member!.Id, it.Amount);
                }
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["found by the order"] = Route(
            """
            var member = await db.Members.SingleAsync(member => member.Order == it.Order.Number, ct);
            member.PaidByOther = member.Email != it.Email;
            member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["found by the order and the address"] = Route(
            """
            var member = await db.Members.SingleAsync(
                member => member.Order == it.Order.Number && member.Email == it.Email,
                ct
            );
            member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a repository by both"] = Route(
            """
            var member = await members.FindByBothAsync(it.Order.Number, it.Email);
            member.Balance += it.Amount;
            await db.SaveChangesAsync(ct);
            """
        ),
        ["whether it is known"] = Route(
            """
            var isKnown = await db.Members.AnyAsync(member => member.Email == it.Email, ct);
            await members.NoteAsync(it.Id, isKnown ? "known" : "new");
            """
        ),
        ["kept beside the order"] = Route("""await members.KeepAsync(it.Order.Number, it.Email, it.Order.Note);"""),
        ["a note"] = Route(
            """var names = it.Order.Note?.Contains("pro") == true; if (!names) await members.NoteAsync(it.Id, "another plan");"""
        ),
        ["an address that must be confirmed"] = Route(
            """db.Members.Add(new Member { Email = it.Email ?? "", EmailConfirmed = false }); await db.SaveChangesAsync(ct);"""
        ),
        ["the shop's own address"] = Route(
            """
            var order = await db.Members.SingleAsync(member => member.Order == it.Order.Number, ct);
            db.Members.Add(new Member { Email = order.Email, EmailConfirmed = true });
            await db.SaveChangesAsync(ct);
            """
        ),
        ["a mail to it"] = Route("""await mailer.SendAsync(it.Email ?? "", ct);"""),
        ["a receipt that is shipped by the order"] = Route("""await members.GrantToAsync(it.Order.Number, it.Email);"""),
        ["SQL by the order"] = Route(
            """
            await connection.ExecuteAsync(
                "update orders set payer = @email where number = @number",
                new { email = it.Email, number = it.Order.Number }
            );
            """
        ),
        ["a log"] = Route("""logger.LogInformation("{Kind}", it.Order.Note switch { "pro" => "a", _ => "b" }); await Task.Yield();"""),
        ["outside of callbacks"] = Program(
            """app.MapPost("/login", async (string email, Members members) => await members.FindByEmailAsync(email));"""
        ),
    };

    private const string Types = """
        namespace Shop;

        using Microsoft.EntityFrameworkCore;

        public enum Plan
        {
            Basic,
            Pro
        }

        public class Member
        {
            public int Id { get; set; }
            public string Order { get; set; } = "";
            public string? Email { get; set; }
            public bool EmailConfirmed { get; set; }
            public decimal Balance { get; set; }
            public bool PaidByOther { get; set; }
            public bool IsStaff { get; set; }
        }

        public sealed class ClubDb : DbContext
        {
            public DbSet<Member> Members => null!;
        }

        public class Members
        {
            public Task<Member?> FindByEmailAsync(string? email) => Task.FromResult<Member?>(null);

            public Task<Member> FindByBothAsync(string order, string? email) => Task.FromResult(new Member());

            public Task<Member> GetAsync(string id) => Task.FromResult(new Member());

            public Task<Member> FindAsync(int id) => Task.FromResult(new Member());

            public Task CreditAsync(string who, decimal amount, string? key) => Task.CompletedTask;

            public Task AddAsync(int who, decimal amount) => Task.CompletedTask;

            public Task GrantAsync(string id, Plan plan) => Task.CompletedTask;

            public Task GrantToAsync(string order, string? email) => Task.CompletedTask;

            public Task NoteAsync(string id, string text) => Task.CompletedTask;

            public Task KeepAsync(string order, string? email, string? note) => Task.CompletedTask;
        }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_typed_text_that_decides_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    [Theory]
    [InlineData("callbackgen.typed_words = Note")]
    public Task The_words_are_an_option(string option) =>
        new HandlerTest<TypedTextAnalyzer>
        {
            Sources =
            [
                Usings + Route("""var member = await members.FindByEmailAsync(it.Email); await members.AddAsync(member!.Id, it.Amount);"""),
                Types,
                StoreLibraries.Source,
            ],
            Schemas = HandlerFeeds.All,
            Config = option,
        }.RunAsync();

    private const string Usings = "using Dapper;\nusing Microsoft.EntityFrameworkCore;\n";

    private static Task RunAsync(string source) =>
        new HandlerTest<TypedTextAnalyzer> { Sources = [Usings + source, Types, StoreLibraries.Source] }.RunAsync();

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (
                    Verified<AcmePayment> payment,
                    ClubDb db,
                    Members members,
                    Mailer mailer,
                    System.Data.IDbConnection connection,
                    ILogger<Members> logger,
                    CancellationToken ct
                ) =>
                {
                    var it = payment.Payload;
                    {{code}}
                }
            );
            """
        );
}
