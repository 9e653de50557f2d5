using CallbackGen.Testing;
using Tokens;

#pragma warning disable CBG1027 // It plays the provider too.

// The bank's key pair, and another's.
var (bank, another) = (CallbackTestKeys.Generate(GlobexTransfer.Feed), CallbackTestKeys.Generate(GlobexTransfer.Feed));
var transfer = new GlobexTransfer { Id = "t-1", Amount = 12.50m };

var genuine = new CallbackSigner(bank).Sign(transfer);
Console.WriteLine(GlobexTransfer.Verify(genuine, bank.Keys).Value?.Payload.Amount);
Console.WriteLine(GlobexTransfer.Verify(genuine, another.Keys).Rejection?.Reason);
