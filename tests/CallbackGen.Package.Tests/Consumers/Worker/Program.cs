using System.Text;
using CallbackGen;
using CallbackGen.Testing;
using Editing;
using Worker;

#pragma warning disable CBG1027 // It plays the provider too.

var keys = CallbackTestKeys.Generate(GlobexInvoice.Feed);
Console.WriteLine(string.Join(' ', CallbackFeedRegistry.Feeds.Select(feed => feed.Name)));

var request = CallbackRequest.Post(Encoding.UTF8.GetBytes("""{"id":"inv_1","amount":"12.50"}"""), "application/json");
var genuine = new CallbackSigner(keys).Sign(request);
Console.WriteLine(GlobexInvoice.Verify(genuine, keys.Keys).Value?.Payload.Amount);
Console.WriteLine(GlobexInvoice.Verify(request, keys.Keys).Rejection?.Reason);
Console.WriteLine(typeof(StripeEvent).Assembly == typeof(Program).Assembly);

// The build copies the schema files next to the program, including those of the library and of the catalogue.
var cases = CallbackTestCases.Of(GlobexInvoice.Feed);
Console.WriteLine(string.Join(", ", cases));
Console.WriteLine(cases.Concat(CallbackTestCases.Of(StripeEvent.Feed)).All(one => one.Verify().IsSuccess == one.IsGenuine));
