using CallbackGen.Reading;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>The common part of the tests' payloads, written by hand in the form of generated code.</summary>
public abstract record TestPayload
{
    private static readonly string[] Names = ["order_id", "amount", "payer", "checksum", "token"];

    public string OrderId { get; init; } = "";

    public decimal Amount { get; init; }

    [Sensitive]
    public string? Payer { get; init; }

    public UnknownMembers UnknownMembers { get; init; } = UnknownMembers.None;

    public sealed override string ToString() => $"{GetType().Name} {{ OrderId = {OrderId}, Amount = {Amount}, Payer = *** }}";

    protected static T? ReadMembers<T, TReader>(ref TReader reader)
        where T : TestPayload, new()
        where TReader : struct, IPayloadReader, allows ref struct
    {
        if (!reader.StartObject())
            return null;
        Span<ulong> seen = stackalloc ulong[1];
        var orderId = "";
        var amount = 0m;
        string? payer = null;
        UnknownMembers? unknown = null;
        while (reader.NextMember())
        {
            switch (reader.Member(IndexOf(reader.Name), Names, seen))
            {
                case 0:
                    orderId = reader.Text();
                    break;
                case 1:
                    amount = reader.DecimalText(coerce: false);
                    break;
                case 2:
                    payer = reader.ReadNull(emptyIsNull: false) ? null : reader.Text();
                    if (reader.Failed && reader.Unfit())
                        payer = null;
                    break;
                case 3 or 4:
                    reader.Text();
                    break;
                case -1:
                    reader.Unknown(ref unknown);
                    break;
            }
        }

        return reader.Complete(seen, [0b11], Names)
            ? new T
            {
                OrderId = orderId,
                Amount = amount,
                Payer = payer,
                UnknownMembers = unknown ?? UnknownMembers.None,
            }
            : null;
    }

    protected static string? Role(TestPayload payload, CallbackRole role) =>
        role switch
        {
            CallbackRole.Reference => payload.OrderId,
            CallbackRole.Amount => payload.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        };

    private static int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Names[i])))
                return i;
        }

        return -1;
    }
}
