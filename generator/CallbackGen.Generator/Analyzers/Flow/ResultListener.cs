using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>Is notified of a function's uses of verification results.</summary>
internal abstract class ResultListener
{
    /// <summary>
    /// The value of a result is used without a check that it is present; or it is known to be absent, because the result was refused.
    /// </summary>
    public virtual void Use(IOperation use, object result, bool isRefused) { }

    /// <summary>A function is called, with its arguments in order, and the state at the call.</summary>
    public virtual void Call(IInvocationOperation call, IReadOnlyList<FlowValue> given, FlowState state) { }

    /// <summary>The function ends without an exception.</summary>
    public virtual void Return(FlowValue? value, FlowState state) { }
}
