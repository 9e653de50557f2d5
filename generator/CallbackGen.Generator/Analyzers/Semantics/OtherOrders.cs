using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds where a callback pays for something other than the order that was placed: an order that is created from the callback itself, an
/// order with a similar number, the cart in its current state; and where money for an unknown order is ignored.
/// </summary>
internal sealed class OtherOrders(HandlerCode code)
{
    private const string Invented =
        "creates the order with the callback's own amount, so any paid amount is the order's price; put it under review";
    private const string Similar =
        "looks up the order by a part of its number, so another order with a similar number may be paid; compare the whole number";
    private const string Forgotten = "silently acknowledges money for an unknown order; put it under review, or throw";
    private const string Anew =
        "reads {0} in its current state, which the payer may have changed since; use the order that was stored when the payment was "
        + "started";

    private readonly MadeOrders _made = new(code, new OrderLookups(code));
    private readonly SimilarOrders _similar = new(code);
    private readonly UnknownOrders _unknown = new(code, new OrderLookups(code));

    /// <summary>Returns every such operation, and its fault in words.</summary>
    public IEnumerable<(IOperation Place, string Said)> Find()
    {
        if (code.Deeds.Count == 0)
            yield break;
        foreach (var operation in code.Operations)
        {
            if (code.IsOwn(operation) && !code.IsAside(operation) && SaidOf(operation) is { } said)
                yield return (operation, said);
        }
    }

    private string? SaidOf(IOperation operation) =>
        operation switch
        {
            IInvocationOperation call when _similar.Are(call) => Similar,
            _ when _made.Are(operation) => Invented,
            IInvocationOperation call when CurrentCarts.In(call) is { } cart => Anew.Replace("{0}", cart),
            _ when _unknown.AreForgotten(operation) => Forgotten,
            _ => null,
        };
}
