using CallbackGen;
using Microsoft.AspNetCore.Mvc;

namespace Samples.Mvc;

/// <summary>
/// An ordinary controller: the verified callback is a parameter, and an unverified request does not reach the action.
/// </summary>
[ApiController]
[Route("callbacks/leanx")]
public sealed class LeanXController(PaidBills bills, ILogger<LeanXController> log) : ControllerBase
{
    /// <summary>Records a paid bill. The action writes its own response.</summary>
    [HttpPost("bill")]
    public IActionResult Bill(Verified<LeanXBill> callback)
    {
        var bill = callback.Payload;
        if (bill.InvoiceStatus != LeanXBillInvoiceStatus.Success)
            return Ok();
        if (!bills.Add(bill.InvoiceNo, bill.Amount, callback.Receipt.IdempotencyKey!))
            log.LogInformation("Bill {Number} came again", PrintableText.Quote(bill.InvoiceNo));
        return Ok();
    }

    /// <summary>Returns the amount that was paid for a bill.</summary>
    [HttpGet("bill/{number}")]
    public ActionResult<decimal> Get(string number) => bills.Find(number) is { } amount ? amount : NotFound();
}
