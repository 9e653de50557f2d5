using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Microsoft.Extensions.Options;

namespace CallbackGen.AspNetCore;

/// <summary>Binds the verified callback to parameters of controller actions, with or without <c>[ApiController]</c>.</summary>
internal sealed class ConfigureMvcForCallbacks : IConfigureOptions<MvcOptions>
{
    public void Configure(MvcOptions options)
    {
        options.ModelBinderProviders.Insert(0, new CallbackModelBinderProvider());
        // The schema has already validated the payload; data annotations do not apply to it.
        options.ModelMetadataDetailsProviders.Add(new SuppressChildValidationMetadataProvider(typeof(CallbackMessage)));
        options.ModelMetadataDetailsProviders.Add(new BindingSourceMetadataProvider(typeof(CallbackMessage), BindingSource.Special));
    }
}

internal sealed class CallbackModelBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        typeof(CallbackMessage).IsAssignableFrom(context.Metadata.ModelType) ? CallbackModelBinder.Instance : null;
}

internal sealed class CallbackModelBinder : IModelBinder
{
    public static readonly CallbackModelBinder Instance = new();

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        // Bound from the scope that the verification filled, which throws when it is empty. Nothing is bound from the request.
        var message = CallbackScope.Of(bindingContext.HttpContext).Get(bindingContext.ModelType);
        bindingContext.ValidationState.Add(message, new ValidationStateEntry { SuppressValidation = true });
        bindingContext.Result = ModelBindingResult.Success(message);
        return Task.CompletedTask;
    }
}
