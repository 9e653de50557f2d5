using System.Text.Json.Nodes;
using CallbackGen.Reading;

namespace CallbackGen.Tool.Infer;

/// <summary>
/// Guesses from their names which members have common roles of a payment. A name proves nothing: a person must check each guess.
/// </summary>
internal static class MemberRoles
{
    public static readonly string[] AmountNames =
    [
        "amount",
        "totalamount",
        "grossamount",
        "paymentamount",
        "transactionamount",
        "tradeamt",
        "total",
        "value",
        "amountvalue",
        "pamount",
    ];

    private static readonly (string Role, string[] Names)[] Known =
    [
        (
            "reference",
            [
                "merchantreference",
                "ordernumber",
                "orderid",
                "orderno",
                "orderref",
                "orderreference",
                "merchantorderid",
                "referenceid",
                "reference",
                "refno",
                "outtradeno",
                "merchanttradeno",
                "merchantreferenceid",
                "externalid",
                "invoiceno",
                "invoiceid",
                "sessionid",
            ]
        ),
        (
            "status",
            [
                "status",
                "transactionstatus",
                "paymentstatus",
                "orderstatus",
                "state",
                "newstate",
                "currentstate",
                "resultcode",
                "rtncode",
                "respcode",
                "statusid",
                "statuscode",
                "eventtype",
                "eventcode",
                "event",
                "type",
            ]
        ),
        ("amount", AmountNames),
        ("currency", ["currency", "currencycode", "amountcurrency", "ccy"]),
    ];

    private static readonly string[] Ids =
    [
        "eventid",
        "notificationid",
        "transactionid",
        "paymentid",
        "uuid",
        "id",
        "tradeno",
        "transid",
        "pspreference",
        "orderid",
        "invoiceid",
    ];

    /// <summary>Returns the section <c>roles</c>; empty when no name matches.</summary>
    public static JsonObject Find(ValueShape payload)
    {
        var leaves = Leaves(payload);
        var roles = new JsonObject();
        foreach (var (role, names) in Known)
        {
            if (
                names
                    .Select(name => leaves.FirstOrDefault(leaf => leaf.Plain == name && IsFitting(leaf.Shape, role)))
                    .FirstOrDefault(leaf => leaf.Pointer is not null) is
                { Pointer: { } pointer }
            )
                roles[role] = pointer;
        }

        return roles;
    }

    /// <summary>Returns the members that may identify an event: an id and the status; empty when there is no id.</summary>
    public static IReadOnlyList<string> FindKey(ValueShape payload, JsonObject roles)
    {
        var leaves = Leaves(payload);
        var id = Ids.Select(name =>
                leaves.FirstOrDefault(leaf => leaf.Plain == name && leaf.Shape.Nulls == 0 && leaf.Shape.EmptyTexts == 0 && leaf.IsAlways)
            )
            .FirstOrDefault(leaf => leaf.Pointer is not null)
            .Pointer;
        var status = roles["status"]?.GetValue<string>();
        return id is null ? []
            : status is null || status == id ? [id]
            : [id, status];
    }

    /// <summary>Returns a name in lower case, with letters and digits only.</summary>
    public static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static bool IsFitting(ValueShape shape, string role) =>
        shape.Objects + shape.Arrays == 0
        && shape.Count > shape.Nulls
        && (role != "amount" || shape.Booleans == 0)
        && (role != "currency" || shape.Strings > 0);

    /// <summary>Returns the scalars in objects, those of the outer ones first.</summary>
    private static List<(string Pointer, string Plain, ValueShape Shape, bool IsAlways)> Leaves(ValueShape payload)
    {
        var leaves = new List<(string, string, ValueShape, bool)>();
        var level = new List<(string Pointer, ValueShape Shape, bool IsAlways)> { ("", payload, true) };
        for (var depth = 0; depth < 5 && level.Count > 0; depth++)
        {
            var next = new List<(string, ValueShape, bool)>();
            foreach (var (pointer, shape, isAlways) in level)
            {
                foreach (var (name, member) in shape.Members)
                {
                    var place = pointer + JsonPointer.Of(name);
                    var always = isAlways && member.Count >= shape.Count && member.Nulls == 0;
                    if (member.Objects > 0)
                        next.Add((place, member, always));
                    else if (member.Arrays == 0)
                        leaves.Add((place, Plain(name), member, always));
                }
            }

            level = next;
        }

        return leaves;
    }
}
