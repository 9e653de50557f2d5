using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>Is told what a function does with verification results.</summary>
internal abstract class ResultListener
{
    /// <summary>The value of a result is used, which nothing has shown to be there; or that is known not to be there, where the result was refused.</summary>
    public virtual void Use(IOperation use, object result, bool isRefused) { }

    /// <summary>Something is called: with what, in the order of its arguments, and what is known then.</summary>
    public virtual void Call(IInvocationOperation call, IReadOnlyList<FlowValue> given, FlowState state) { }

    /// <summary>The function ends without an exception.</summary>
    public virtual void Return(FlowValue? value, FlowState state) { }
}
