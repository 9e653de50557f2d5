using BenchmarkDotNet.Attributes;
using CallbackGen.Benchmarks.Feeds;
using CallbackGen.Receiver;

namespace CallbackGen.Benchmarks.Study;

/// <summary>Whole verifications, for a profile or a disassembly by BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class VerificationStudy
{
    private static readonly Sample Bill = Sample.Of(LeanXBill.Feed);
    private static readonly Sample Form = Sample.Of(BayarcashTransaction.Feed, "urlencoded");
    private static readonly Sample Event = Sample.Of(StripeEvent.Feed);

    [Benchmark]
    public object Token() => LeanXBill.Feed.Verify(Bill.Request, Bill.Keys, Bill.Clock).GetValueOrThrow();

    [Benchmark]
    public object SignedForm() => BayarcashTransaction.Feed.Verify(Form.Request, Form.Keys, Form.Clock).GetValueOrThrow();

    [Benchmark]
    public object HeaderMac() => StripeEvent.Feed.Verify(Event.Request, Event.Keys, Event.Clock).GetValueOrThrow();
}
