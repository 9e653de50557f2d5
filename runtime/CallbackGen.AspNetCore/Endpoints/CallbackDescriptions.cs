using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Describes callback endpoints to the API explorer, of which OpenAPI documents are made: how a feed arrives, what its payload
/// is made of, and what is answered. It adds nothing that routing sees: what arrives otherwise is refused by the verifier.
/// </summary>
internal sealed class CallbackDescriptions(EndpointDataSource endpoints, IOptions<JsonOptions> json) : IApiDescriptionProvider
{
    /// <summary>Behind the framework's own, which know a handler's parameters and nothing of what arrives.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        var made = context
            .Results.Where(result => result.ActionDescriptor.EndpointMetadata?.OfType<CallbackEndpointMetadata>().Any() == true)
            .ToList();
        foreach (var result in made)
            context.Results.Remove(result);
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (
                endpoint.Metadata.GetMetadata<CallbackEndpointMetadata>() is not { } callback
                || endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true }
            )
            {
                continue;
            }

            foreach (var method in callback.Served.Methods)
                context.Results.Add(Describe(endpoint, callback.Served.Feeds, method));
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context) { }

    private ApiDescription Describe(RouteEndpoint endpoint, IReadOnlyList<CallbackFeed> feeds, string method)
    {
        var description = new ApiDescription
        {
            HttpMethod = method,
            RelativePath = endpoint.RoutePattern.RawText?.TrimStart('/'),
            GroupName = endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName,
            ActionDescriptor = new ActionDescriptor
            {
                DisplayName = endpoint.DisplayName,
                // First, so that what the application says itself comes after it and counts.
                EndpointMetadata =
                [
                    new EndpointDescriptionAttribute(string.Join("\n\n", feeds.Select(feed => feed.Definition.Description ?? feed.Name))),
                    .. endpoint.Metadata,
                ],
                RouteValues = { ["controller"] = feeds[0].Provider },
            },
        };
        foreach (var parameter in endpoint.RoutePattern.Parameters)
            description.ParameterDescriptions.Add(
                new()
                {
                    Name = parameter.Name,
                    Source = BindingSource.Path,
                    IsRequired = true,
                }
            );
        // Of several feeds on one address, nothing says in a document which of them is meant.
        if (feeds.Count == 1)
            DescribePayload(description, feeds[0]);
        description.SupportedResponseTypes.Add(new() { StatusCode = feeds[0].Definition.Acknowledge.Status, Type = typeof(void) });
        foreach (var status in new[] { StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized })
            description.SupportedResponseTypes.Add(
                new()
                {
                    StatusCode = status,
                    Type = typeof(ProblemDetails),
                    ApiResponseFormats = { new() { MediaType = "application/problem+json" } },
                }
            );
        return description;
    }

    private void DescribePayload(ApiDescription description, CallbackFeed feed)
    {
        var ways = feed.Definition.Receive.Where(transport => transport.Method == description.HttpMethod).ToList();
        var contents = ways.ConvertAll(way => way.Content);
        foreach (
            var type in ways.Where(way => way.Content != CallbackContent.Query)
                .SelectMany(way => way.MediaTypes.Prepend(MediaTypeOf(way.Content)))
        )
            description.SupportedRequestFormats.Add(new() { MediaType = type });
        if (description.SupportedRequestFormats.Count > 0)
            description.ParameterDescriptions.Add(
                new()
                {
                    Name = "callback",
                    Source = BindingSource.Body,
                    Type = feed.PayloadType,
                    IsRequired = true,
                }
            );
        if (!contents.Contains(CallbackContent.Query) || !json.Value.SerializerOptions.TryGetTypeInfo(feed.PayloadType, out var payload))
            return;
        // Each a text, as all that arrives in a query is.
        foreach (var member in payload.Properties.Where(member => !member.IsExtensionData))
            description.ParameterDescriptions.Add(
                new()
                {
                    Name = member.Name,
                    Source = BindingSource.Query,
                    IsRequired = member.IsRequired && contents.Count == 1,
                }
            );
    }

    private static string MediaTypeOf(CallbackContent content) =>
        content switch
        {
            CallbackContent.Form => "application/x-www-form-urlencoded",
            CallbackContent.Multipart => "multipart/form-data",
            CallbackContent.Xml => "application/xml",
            CallbackContent.Text => "text/plain",
            _ => "application/json",
        };
}
