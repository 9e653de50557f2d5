using CallbackGen;

namespace Editing;

public static class Handler
{
    public static decimal Handle(Verified<GlobexInvoice> invoice) => invoice.Payload.Amount;
}
