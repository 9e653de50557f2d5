using System;
using System.Text;
using CallbackGen;
using Shop.Callbacks;

#pragma warning disable CBG1007 // The key of the published test vectors.
var keys = CallbackKeys.Create(BayarcashTransaction.Feed, "apiSecretKey", "test_secret_key_123");
#pragma warning restore CBG1007
var request = CallbackRequest.Post(Encoding.UTF8.GetBytes(args[0]), "application/x-www-form-urlencoded");
if (!BayarcashTransaction.Verify(request, keys).TryGetValue(out var callback, out var rejection))
{
    Console.WriteLine($"refused: {rejection.Reason}");
    return 1;
}

var paid = callback.Payload.Status == BayarcashTransactionStatus.Success;
Console.WriteLine($"verified: {callback.Payload.OrderNumber} {callback.Payload.Amount} {callback.Payload.Currency} paid={paid}");
return 0;
