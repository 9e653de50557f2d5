using System.Reflection;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>Members have attributes with their roles, for tools that read code.</summary>
public sealed class RoleTests
{
    [Fact]
    public void A_member_is_marked_with_its_roles_wherever_the_pointer_leads()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "kind": { "type": "string", "const": "paid" }, "amount": { "type": "string" },
                "order": { "type": "object", "properties": { "number": { "type": "string" }, "note": { "type": "string" } } }
                """,
                Required = ["kind"],
                Callback = """ "roles": { "reference": "/order/number", "status": "/kind", "amount": "/amount", "currency": "/amount" } """,
            }
        );

        Assert.Equal([(CallbackRole.Status, true)], Roles(project, "AcmePayment", "Kind"));
        Assert.Equal([(CallbackRole.Amount, false), (CallbackRole.Currency, false)], Roles(project, "AcmePayment", "Amount"));
        Assert.Equal([(CallbackRole.Reference, false)], Roles(project, "AcmePaymentOrder", "Number"));
        Assert.Empty(Roles(project, "AcmePaymentOrder", "Note"));
    }

    [Fact]
    public void A_constant_that_may_be_absent_decides_something()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "kind": { "type": "string", "const": "paid" } """,
                Callback = """ "roles": { "status": "/kind" } """,
            }
        );

        Assert.Equal([(CallbackRole.Status, false)], Roles(project, "AcmePayment", "Kind"));
    }

    private static IEnumerable<(CallbackRole, bool)> Roles(CompiledProject project, string type, string member) =>
        project.Type(type).GetProperty(member)!.GetCustomAttributes<RoleAttribute>().Select(role => (role.Role, role.IsConstant)).Order();
}
