using System.Text;
using CallbackGen;
using CallbackGen.Testing;
using Payments;
using Worker;

#pragma warning disable CBG1012 // It plays the provider too.

var keys = CallbackTestKeys.Generate(GlobexInvoice.Feed);
Console.WriteLine(string.Join(' ', CallbackFeedRegistry.Feeds.Select(feed => feed.Name)));

var request = CallbackRequest.Post(Encoding.UTF8.GetBytes("""{"id":"inv_1","amount":"12.50"}"""), "application/json");
var genuine = new CallbackSigner(keys).Sign(request);
Console.WriteLine(GlobexInvoice.Verify(genuine, keys.Keys).Value?.Payload.Amount);
Console.WriteLine(GlobexInvoice.Verify(request, keys.Keys).Rejection?.Reason);
Console.WriteLine(typeof(StripeEvent).Assembly == typeof(Program).Assembly);
